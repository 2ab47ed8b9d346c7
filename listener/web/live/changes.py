"""Whether anything changed that a page may show: one look at the store for all who wait, and none while nobody does."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from listener.app import App
from listener.web.live.seen import Seen, look
from storage.clock import WallClock
from storage.errors import StoreError

EVERY = 0.25
"""Seconds between two looks; of the wall, since people wait in its time."""
PACE = 1.0
"""Seconds between two changes that are told: what changes ten times in it is shown once."""
SHARE = 0.12
"""Of the time that passes so much is spent on drawing open pages, however many there are…"""
LONGEST = 2.0
"""…but after so many seconds what has changed is told in any case."""
BEAT = 3.0
"""Seconds after which whoever waits is told that nothing changed: who hears nothing for longer is cut off."""


class Changes:
    """The present state as a short text, and a wait for the next one.

    Attributes:
        told: What was told last.
    """

    def __init__(self, app: App) -> None:
        self._app, self._wall = app, WallClock()
        self._waiting = self._nudges = 0
        self._looking: asyncio.Task[None] | None = None
        self._nudging: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()
        self._spent = 0.0
        self.told = Seen("", 0.0)
        self.closed = False

    def spent(self, seconds: float) -> None:
        """So much of a processor it took to draw what was told; the next change is told later for that."""
        self._spent += seconds

    async def state(self) -> str:
        """What stands now."""
        return (await self.look()).state

    async def look(self) -> Seen:
        """The same, and that it was read now."""
        return await look(self._app)

    async def after(self, known: Seen) -> Seen:
        """The next state that is another one; the same after BEAT seconds, or a nudge."""
        self._waiting += 1
        nudges = self._nudges
        try:
            self._begin()
            async with self._changed:
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT):
                        await self._changed.wait_for(lambda: self._is_over(known.state, nudges))
            return self.told if self.told.state else known
        finally:
            self._waiting -= 1

    def _is_over(self, known: str, nudges: int) -> bool:
        return self.closed or nudges != self._nudges or self.told.state not in {"", known}

    def nudge(self) -> None:
        """Whoever waits goes on at once, though nothing was stored: somebody has come or gone."""
        self._nudges += 1
        self._nudging = asyncio.create_task(self._notify())

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def close(self) -> None:
        """Nobody waits any longer."""
        self.closed = True
        await self._notify()

    def _begin(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while self._waiting and not self.closed:
            with suppress(StoreError):  # the page itself says so when it is fetched
                seen = await self.look()
                if seen.state != self.told.state:
                    async with self._changed:
                        self.told = seen
                        self._changed.notify_all()
                    await self._rest()
            await self._wall.sleep(EVERY)
        self.told = Seen("", 0.0)

    async def _rest(self) -> None:
        """Until the next change may be told."""
        await self._wall.sleep(PACE - EVERY)
        spent, self._spent = self._spent, 0.0
        await self._wall.sleep(max(0.0, min(spent / SHARE, LONGEST) - PACE))
