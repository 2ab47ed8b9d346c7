"""Reads what the pages about brands are usually asked for, hour by hour, so that the first to look need not wait."""

from __future__ import annotations

from contextlib import suppress

from listener.app import App
from listener.brands.asked import USUAL, usual
from listener.brands.memory import Memory, hours_of
from listener.wording.periods import Period
from storage.clock import WallClock
from storage.errors import StoreError

REST = 0.1
"""Seconds between two hours; of the wall, since people wait in its time."""


async def prepare(app: App, memory: Memory) -> None:
    """The usual time and the one before it, the newest hour first."""
    wall, asked = WallClock(), usual(USUAL, app.clock.now())
    whole = Period(since=asked.before.since, until=asked.period.until)
    with suppress(StoreError):  # the page itself says so when it is asked for
        for hour in reversed(hours_of(whole)):
            if await app.read(memory.prepare, app.store, hour):
                await wall.sleep(REST)
