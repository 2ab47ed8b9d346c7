"""A storm of posts: one incident and a handful of messages, with every post in the store."""

from __future__ import annotations

from pathlib import Path

from pytest_httpserver import HTTPServer

from tests.worlds.pipeline import MINUTE, item, mail_server, minutes, publish, running, write_config

A_MINUTE = 1000
"""New posts; the feed shows those of the last three minutes, as polls and minutes do not fall together."""


async def test_ten_thousand_posts_in_ten_minutes_are_one_incident_and_a_handful_of_mails(
    tmp_path: Path, httpserver: HTTPServer
) -> None:
    publish(httpserver, item(-1, "nothing yet"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp)
        path.write_text(path.read_text().replace('every = "5m"', 'every = "1m"'))
        async with running(path) as (app, stages, clock):
            await minutes(stages, clock, 6)
            shown: list[dict[str, str]] = []
            for minute in range(10):
                new = range(minute * A_MINUTE, (minute + 1) * A_MINUTE)
                shown = [*shown[-2 * A_MINUTE :], *(item(n, f"Acme {n} is broken", clock.now()) for n in new)]
                publish(httpserver, *shown)
                clock.move_to(clock.now() + MINUTE)
                await stages.step()
            await minutes(stages, clock, 30)
            assert app.store.totals()["mentions"] == 10 * A_MINUTE
            (incident,) = app.store.incidents()
            assert sum(alert.value for alert in incident.alerts) == 10 * A_MINUTE
        assert 1 <= len(mailbox.mails()) <= 5
