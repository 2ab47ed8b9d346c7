"""An application with one open incident, and nothing outside: no feed, no mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from listener.app import App, build
from listener.config.loading import load
from storage.clock import SimulatedClock
from storage.records import Alert, Incident, Scope, TimelineEntry

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)

CONFIG = """
[listener]
store = "listener.db"
base_url = "https://listener.example.org"
{listener}

[classify]
enabled = false

[actions]
{actions}

[[brands]]
name = "Acme"

[[queries]]
name = "acme"
brand = "Acme"
expression = 'acme'

[[people]]
name = "Mia"
mail = "mia@example.org"

[[people]]
name = "Bo"
mail = "bo@example.org"

[[targets]]
name = "team"
type = "mail"
server = "smtp://127.0.0.1:9"
from = "listener@example.org"
to = ["team@example.org"]

[[routes]]
name = "all"
targets = ["team"]
"""

ALERT = Alert(
    rule="many-posts",
    scope=Scope.brand("Acme"),
    severity=2,
    fingerprint="f1",
    starts_at=NOW - HOUR,
    ends_at=NOW + HOUR,
    value=120,
    expected=4.5,
    summary="120 posts about Acme in an hour, 4.5 are usual",
    reasons=("Never more than 12 in the last 14 days.",),
    lasting=True,
)


def incident(**changes: Any) -> Incident:
    """An incident of which the team was told half an hour ago."""
    told = Incident(
        key='all {"brand": "Acme"}',
        route="all",
        title=ALERT.summary,
        severity=2,
        opened_at=NOW - HOUR / 2,
        brands=("Acme",),
        alerts=(ALERT, replace(ALERT, rule="angry", fingerprint="f2", summary="More anger than usual")),
        told={"f1": 120, "f2": 120},
        told_severity=2,
        last_notice_at=NOW - HOUR / 2,
        next_notice_at=NOW + 4 * HOUR,
        timeline=(
            TimelineEntry(at=NOW - HOUR / 2, kind="opened", what="opened"),
            TimelineEntry(at=NOW - HOUR / 2, kind="told", what="told team (opened)"),
        ),
    )
    return replace(told, **changes)


@asynccontextmanager
async def world(
    folder: Path,
    *incidents: Incident,
    listener: str = "",
    actions: str = "",
    more: str = "",
    file: str = "config.toml",
) -> AsyncIterator[tuple[App, SimulatedClock]]:
    """The application at NOW; without `incidents` with the one above, which gets number 1."""
    path = folder / file
    path.write_text(CONFIG.format(listener=listener, actions=actions) + more, encoding="utf-8")
    clock = SimulatedClock(NOW)
    async with build(load(path), clock=clock, service=True) as app:
        for each in incidents or (incident(),):
            await app.write(app.store.commit_incident, each, ())
        yield app, clock
