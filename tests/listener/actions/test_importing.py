"""Imports: what was said before enters searches and baselines, and nobody takes it for what is said now."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from pytest_httpserver import HTTPServer

from listener.actions.importing import import_table
from listener.messages.compose import telling
from tests.worlds.actors import by
from tests.worlds.pipeline import MINUTE, START, item, mail_server, minutes, publish, running, write_config

VOLUME = """
[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"
severity = 2
at_least = 5
"""
NOW = START + 12 * 60 * MINUTE


def archive(count: int, at: datetime) -> bytes:
    """Posts of another place, all said at one time, each a story of its own."""
    rows = (
        {"native_id": f"old{n}", "text": f"Acme archive {n} {'word ' * n}", "published_at": at.isoformat()}
        for n in range(count)
    )
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


async def test_imported_posts_are_not_among_what_an_alert_tells_of(tmp_path: Path, httpserver: HTTPServer) -> None:
    with mail_server(tmp_path) as (smtp, mailbox):
        path = write_config(tmp_path, httpserver.url_for("/feed"), smtp, rules=VOLUME)
        publish(httpserver, item(1, "Acme begins", at=START))
        async with running(path) as (app, stages, clock):
            await app.sync()
            await minutes(stages, clock, 12 * 60, step=5)
            publish(httpserver, *(item(n, f"Acme live {n} {'said ' * n}", at=NOW + MINUTE) for n in range(2, 32)))
            await minutes(stages, clock, 2)
            imported = await import_table(app, archive(200, NOW + MINUTE), by("Mia"), source="archive")
            assert imported.committed.new == 200
            await minutes(stages, clock, 20)
            incidents = app.store.incidents()
            alerts = [alert for incident in incidents for alert in incident.alerts]
            assert {alert.rule for alert in alerts} >= {"loud"}
            told = [each.mention.text for alert in alerts for each in await telling(app, [alert])]
            named = [id for alert in alerts for id in alert.evidence]
            evidence = [each.mention.text for each in app.store.mentions(named)]
            assert len([text for text in told if "live" in text]) >= 30
            assert not [text for text in told + evidence if "archive" in text]
            assert len(app.store.search((("archive",),), limit=300)) == 200
        mails = "".join(mail.text for mail in mailbox.mails())
        assert "Acme live" in mails
        assert "Acme archive" not in mails
