"""The only place that reads time or sleeps; asyncio is loaded by the first sleep, since most commands never do."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

CLOCK_NOTE = "simulated clock"
"""Under which the store has the time of a simulated clock: whoever comes to it beside the service goes by that."""


class Clock(Protocol):
    """What the application knows of time."""

    def now(self) -> datetime:
        """The present, aware and in UTC; whoever sets the machine's clock makes it jump."""
        ...

    def monotonic(self) -> float:
        """Seconds since some moment: they only go on, whatever the clock is set to."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait in this clock's own time."""
        ...


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)


def worked() -> float:
    """Seconds of processor that this process has taken: what waits for others does not count."""
    return time.process_time()


def pause(seconds: float) -> None:
    """Keep this thread waiting: for an instant that another process needs, where no event loop runs yet."""
    time.sleep(seconds)


class SimulatedClock:
    """A clock that stands still until it is moved: replays and tests are exact to the second."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._passed = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._passed

    def move_to(self, moment: datetime) -> None:
        """Go forward to a moment; never back."""
        later = max(self._now, moment.astimezone(UTC))
        self._passed += (later - self._now).total_seconds()
        self._now = later

    async def sleep(self, seconds: float) -> None:
        import asyncio

        self.move_to(self._now + timedelta(seconds=seconds))
        await asyncio.sleep(0)
