"""What all who look at a page see alike is read once for each change, however many look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from listener.app import App
from listener.config.config import Config
from listener.web.live.seen import Seen, look

P = ParamSpec("P")
T = TypeVar("T")

MOST = 64
"""Readings that are kept; beyond them those that were asked for first go."""
FRESH = timedelta(seconds=15)
"""What rests on the time of day alone is no older than this."""

_wanted: ContextVar[Seen | None] = ContextVar("wanted", default=None)


@contextmanager
def as_new_as(seen: Seen) -> Iterator[None]:
    """What was read when that was seen, or later, is new enough in here: a page is drawn for several in one go."""
    token = _wanted.set(seen)
    try:
        yield
    finally:
        _wanted.reset(token)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A reading, or that it is under way."""

    seen: Seen
    now: datetime
    config: Config
    found: asyncio.Future[Any]


class Shared:
    """Readings by name, each for one state of the store and for a short while."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: dict[str, _Kept] = {}

    async def read(self, name: str, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """What `work` gives; of several that ask at once one does it. What fails is tried anew by the next."""
        seen, now = _wanted.get() or await look(self._app), self._app.clock.now()
        known = self._kept.get(name)
        if known and self._holds(known, seen, now):
            found: T = await asyncio.shield(known.found)
            return found
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._keep(name, _Kept(seen, now, self._app.config, future))
        try:
            future.set_result(await self._app.read(work, *args, **options))
        except BaseException as error:
            self._kept.pop(name, None)
            future.set_exception(error) if not future.done() else None
            future.exception()  # whoever waits for it hears of it; nobody need
            raise
        return future.result()

    def _keep(self, name: str, kept: _Kept) -> None:
        self._kept.pop(name, None)
        self._kept[name] = kept
        if len(self._kept) > MOST:
            self._kept.pop(next(iter(self._kept)))

    def _holds(self, known: _Kept, seen: Seen, now: datetime) -> bool:
        is_ours = known.config is self._app.config and known.found.get_loop() is asyncio.get_running_loop()
        return is_ours and known.seen.serves(seen) and timedelta(0) <= now - known.now < FRESH
