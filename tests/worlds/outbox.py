"""An outbox with a mail server, people and limits, and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from listener.app import App, build
from listener.config.loading import load
from listener.pipeline.deliver import Deliverer
from storage.records import Delivery, Incident, RuleState
from tests.worlds.clocks import SettableClock
from tests.worlds.notices import notice

START = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
_NUMBERS = count(1)

CONFIG = """
[listener]
store = "listener.db"

[[people]]
name = "Bo"
mail = "bo@example.org"
digest = "{digest}"

[[targets]]
name = "team"
type = "mail"
server = "smtp://{smtp}"
from = "listener@example.org"
to = ["team@example.org"]
at_most = {at_most}
timeout = "2s"

[[routes]]
name = "team"
targets = ["team"]
"""


@asynccontextmanager
async def outbox(
    folder: Path, smtp: str, now: datetime = START, *, at_most: str = '"3/10m"', digest: str = "no"
) -> AsyncIterator[tuple[App, Deliverer, SettableClock]]:
    """A fresh process over the store of the folder."""
    path = folder / "config.toml"
    path.write_text(CONFIG.format(smtp=smtp, at_most=at_most, digest=digest))
    clock = SettableClock(now)
    async with build(load(path), clock=clock, service=True) as app:
        yield app, Deliverer(app), clock


def told(now: datetime, title: str = "", *, to_bo: bool = False, **changes: Any) -> Delivery:
    """A delivery of a notice of severity 2 with a title of its own."""
    number = next(_NUMBERS)
    said = {"severity": 2, "thread": f"t{number}", "title": title or f"Matter {number}.", "created_at": now, **changes}
    return Delivery(
        key=f"k{number}",
        target="team",
        notice=notice(**{"alerts": (), "samples": (), "chart": (), **said}),
        next_try_at=now,
        to=("bo@example.org",) if to_bo else (),
        person="Bo" if to_bo else None,
    )


def put(app: App, deliveries: Sequence[Delivery]) -> None:
    """Into the outbox, as escalating does."""
    now = app.clock.now()
    key = f"incident {next(_NUMBERS)}"
    made = Incident(key=key, route="team", title="T", severity=2, opened_at=now)
    (saved,) = app.store.commit_evaluation(RuleState(name="r", evaluated_until=now), [made])
    app.store.commit_incident(replace(saved), deliveries)


async def pass_time(deliverer: Deliverer, clock: SettableClock, minutes: int) -> None:
    """Let so many minutes pass, delivering at each."""
    for _ in range(minutes):
        clock.move_to(clock.now() + MINUTE)
        await deliverer.tick()
        await deliverer.settle()
