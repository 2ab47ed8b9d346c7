"""Weekly test pages: to everybody in a policy, once, at the time that the policy says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_httpserver import HTTPServer

from listener.demo.mailbox import Mailbox
from listener.pipeline.weekly import last_due
from listener.situation.tested import LastPage, last_tests
from rules.alerting.people import PolicySection
from tests.worlds.people import got, write
from tests.worlds.pipeline import START, item, mail_server, minutes, publish, running

TUESDAY = 'test = "tue"\ntest_at = "09:10"'
BERLIN = ZoneInfo("Europe/Berlin")


def mails_to_each(mailbox: Mailbox) -> dict[str, int]:
    return {name: len(got(mailbox, name)) for name in ("Mia", "Bo")}


async def test_everybody_is_tested_once_a_week_whatever_restarts(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write(tmp_path, httpserver.url_for("/feed"), smtp, policy=TUESDAY)
        async with running(path) as (_, stages, clock):
            await minutes(stages, clock, 10, step=5)
            assert mails_to_each(mailbox) == {"Mia": 0, "Bo": 0}, "a policy that is new begins with its next day"
        for minute in (5, 15, 16, 40):
            async with running(path, START + timedelta(days=1, minutes=minute)) as (_, stages, clock):
                await stages.step()
                await stages.step()
        assert mails_to_each(mailbox) == {"Mia": 1, "Bo": 1}, "also whoever is not on call this week"
        assert "Weekly test page of policy wake" in mailbox.mails()[0].subject
        async with running(path, START + timedelta(days=8, minutes=11)) as (app, stages, clock):
            await stages.step()
            assert {each.notice.kind for each in app.store.deliveries()} == {"test"}
        assert mails_to_each(mailbox) == {"Mia": 2, "Bo": 2}


async def test_what_became_of_the_last_test_is_known_of_each(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing"))
    with mail_server(tmp_path) as (smtp, _):
        path = write(tmp_path, httpserver.url_for("/feed"), smtp, policy=TUESDAY)
        async with running(path) as (app, stages, clock):
            await stages.step()
            assert last_tests(app.store, app.config, clock.now()) == dict.fromkeys(("Mia", "Bo", "Ann"))
        async with running(path, START + timedelta(days=1, minutes=15)) as (app, stages, clock):
            await stages.step()
            found = last_tests(app.store, app.config, clock.now())
            due = datetime(2026, 3, 3, 9, 10, tzinfo=UTC)
            sent = LastPage(at=due, taken=["mail"], waits=[], refused={})
            assert found == {"Mia": sent, "Bo": sent, "Ann": None}, "nothing reaches Ann"
            [first, second] = app.store.deliveries()
            app.store.bounced(replace(first, permanent=True, error="no such mailbox"))
            after = last_tests(app.store, app.config, clock.now())
            assert after[first.person or ""] == replace(sent, taken=[], refused={"mail": "no such mailbox"})
            assert after[second.person or ""] == sent


async def test_what_was_missed_for_long_is_left_out(tmp_path: Path, httpserver: HTTPServer) -> None:
    publish(httpserver, item(0, "nothing"))
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write(tmp_path, httpserver.url_for("/feed"), smtp, policy=TUESDAY)
        for days in (0, 2):
            async with running(path, START + timedelta(days=days)) as (_, stages, _clock):
                await stages.step()
        assert mails_to_each(mailbox) == {"Mia": 0, "Bo": 0}


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-31T07:59", "2026-03-24T09:00"),  # clocks went forward in between
        ("2026-03-31T08:00", "2026-03-31T08:00"),
        ("2026-04-06T23:00", "2026-03-31T08:00"),
    ],
)
def test_a_test_is_due_at_the_same_local_time_all_year(now: str, due: str) -> None:
    policy = PolicySection.model_validate(
        {"name": "wake", "levels": [{"page": ["person:Mia"]}], "test": "tue", "test_at": "10:00"}
    )
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert last_due(policy, BERLIN, moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)
