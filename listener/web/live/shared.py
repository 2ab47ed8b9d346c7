"""What all who look at a page see alike is read once for each change, however many look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from listener.app import App

P = ParamSpec("P")
T = TypeVar("T")

FRESH = timedelta(seconds=15)
"""What rests on the time of day alone is no older than this."""
MOST = 64
"""Names that are kept; beyond them those that were asked for first go."""


class Shared:
    """Readings by name, each for one state of the store and for a short while."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: dict[str, tuple[str, datetime, object, asyncio.Future[Any]]] = {}

    async def read(self, name: str, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """What `work` gives; of several that ask at once one does it. What fails is tried anew by the next."""
        state, now = await self._app.read(self._app.store.pulse), self._app.clock.now()
        loop, config = asyncio.get_running_loop(), self._app.config
        known = self._kept.get(name)
        if known and self._holds(known, state, now, config) and known[3].get_loop() is loop:
            found: T = await asyncio.shield(known[3])
            return found
        future: asyncio.Future[T] = loop.create_future()
        self._kept.pop(name, None)
        self._kept[name] = (state, now, config, future)
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
        try:
            future.set_result(await self._app.read(work, *args, **options))
        except BaseException as error:
            self._kept.pop(name, None)
            future.set_exception(error) if not future.done() else None
            future.exception()  # whoever waits for it hears of it; nobody need
            raise
        return future.result()

    def _holds(
        self, known: tuple[str, datetime, object, asyncio.Future[Any]], state: str, now: datetime, config: object
    ) -> bool:
        return known[0] == state and known[2] is config and timedelta(0) <= now - known[1] < FRESH
