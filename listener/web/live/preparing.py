"""Reads what the pages about brands are usually asked for, hour by hour, so that the first to look need not wait."""

from __future__ import annotations

from contextlib import suppress

from listener.app import App
from listener.brands.asked import USUAL, usual
from listener.brands.memory import Memory
from listener.wording.periods import Period
from storage.clock import WallClock
from storage.errors import StoreError

REST = 0.1
"""Seconds between two hours; of the wall, since people wait in its time."""


async def prepare(app: App, memory: Memory) -> None:
    """The usual time and the one before it, the newest first; then there is nothing left to do."""
    wall = WallClock()
    with suppress(StoreError):  # the page itself says so when it is asked for
        while True:
            await wall.sleep(REST)
            asked = usual(USUAL, app.clock.now())
            period = Period(since=asked.before.since, until=asked.period.until)
            if not await app.read(memory.prepare, app.store, period):
                return
