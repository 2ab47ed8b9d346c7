"""Whether anything changed that a page may show: one look at the store for all who wait, and none while nobody does."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from listener.app import App
from storage.clock import WallClock
from storage.errors import StoreError

EVERY = 0.5
"""Seconds between two looks; of the wall, since people wait in its time."""
BEAT = 15.0
"""Seconds after which whoever waits is told that nothing changed."""


class Changes:
    """The present state as a short text, and a wait for the next one."""

    def __init__(self, app: App) -> None:
        self._app, self._wall = app, WallClock()
        self._waiting = 0
        self._looking: asyncio.Task[None] | None = None
        self._changed = asyncio.Condition()
        self._state = ""
        self.closed = False

    async def state(self) -> str:
        """What stands now."""
        return await self._app.read(self._app.store.pulse)

    async def after(self, known: str) -> str:
        """The next state that is another one, at the latest the same after BEAT seconds."""
        self._waiting += 1
        try:
            self._look()
            async with self._changed:
                with suppress(TimeoutError):
                    async with asyncio.timeout(BEAT):
                        await self._changed.wait_for(lambda: self.closed or self._state not in {"", known})
            return self._state or known
        finally:
            self._waiting -= 1

    async def close(self) -> None:
        """Nobody waits any longer."""
        self.closed = True
        async with self._changed:
            self._changed.notify_all()

    def _look(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while self._waiting and not self.closed:
            with suppress(StoreError):  # the page itself says so when it is fetched
                state = await self.state()
                if state != self._state:
                    async with self._changed:
                        self._state = state
                        self._changed.notify_all()
            await self._wall.sleep(EVERY)
        self._state = ""
