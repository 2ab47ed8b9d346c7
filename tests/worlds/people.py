"""People who are paged: a configuration with levels, quiet hours and a rotation over the small outside world."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from pytest_httpserver import HTTPServer

from listener.app import App
from listener.demo.mailbox import Mailbox
from listener.pipeline.stages import Stages
from tests.worlds.clocks import SettableClock
from tests.worlds.pipeline import START, item, mail_server, minutes, publish, running, write_config

PEOPLE = """
[[people]]
name = "Mia"
mail = "mia@example.org"
{mia}

[[people]]
name = "Bo"
mail = "bo@example.org"

[[people]]
name = "Ann"

[[rotations]]
name = "first"
people = ["Mia", "Bo"]
begins = 2026-03-02T00:00:00Z

[[policies]]
name = "wake"
levels = [{{ page = ["oncall:first"], timeout = "5m" }}, {{ page = ["person:Bo", "person:Ann"], timeout = "10m" }}]
repeat = 0
{policy}
"""
NIGHT = 'quiet = { from = "08:00", to = "12:00" }'
"""The world begins at nine: Mia works at night."""
NAP = 'quiet = { from = "08:00", to = "09:25" }'
PATIENT = 'stale_after = "2d"'


def write(
    folder: Path, feed: str, smtp: str, *, severity: int = 1, mia: str = "", policy: str = "", targets: str = '["team"]'
) -> Path:
    """The world's configuration with people, and a policy for everything."""
    path = write_config(folder, feed, smtp)
    text = path.read_text().replace("severity = 2", f"severity = {severity}")
    text = text.replace('targets = ["team"]', f'targets = {targets}\npolicy = "wake"')
    path.write_text(text + PEOPLE.format(mia=mia, policy=policy))
    return path


@asynccontextmanager
async def trouble(
    folder: Path, server: HTTPServer, *, now: datetime = START, **settings: object
) -> AsyncIterator[tuple[App, Stages, SettableClock, Mailbox]]:
    """The moment in which an incident is about to open: a bad post stands in the feed."""
    publish(server, item(0, "nothing yet"))
    with mail_server(folder) as (smtp, mailbox):
        path = write(folder, server.url_for("/feed"), smtp, **settings)  # type: ignore[arg-type]
        async with running(path, now) as (app, stages, clock):
            await minutes(stages, clock, 6)
            publish(server, item(1, "Acme burns", clock.now()))
            await minutes(stages, clock, 5)
            yield app, stages, clock, mailbox


def got(mailbox: Mailbox, name: str) -> list[str]:
    """Subjects of the mails to one person, in order."""
    return [mail.subject for mail in mailbox.mails() if mail.to == f"{name.lower()}@example.org"]
