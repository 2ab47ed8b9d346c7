"""The turns of polls: so many at once, and whoever waits for others takes no place and loses no time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

T = TypeVar("T")


class Shared(Protocol):
    """Places that polls have to share; an asyncio.Semaphore is one."""

    def locked(self) -> bool: ...

    async def acquire(self) -> object: ...

    def release(self) -> None: ...


class Turns:
    """So many polls at once.

    Attributes:
        count: How many.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._places = asyncio.Semaphore(count)
        self._taken = 0

    @property
    def free(self) -> int:
        """How many could begin at this moment."""
        return self.count - self._taken

    @asynccontextmanager
    async def turn(self, source: str) -> AsyncIterator[Turn]:
        """Wait for a place and keep it."""
        turn = Turn(source, self)
        await self.take()
        before = _current.set(turn)
        try:
            yield turn
        finally:
            _current.reset(before)
            if turn.holds:
                self.give()

    async def take(self) -> None:
        await self._places.acquire()
        self._taken += 1

    def give(self) -> None:
        self._taken -= 1
        self._places.release()


class Turn:
    """One poll's place and time.

    Attributes:
        who: On whose account its work is done: the host that it asked last, else the source.
        holds: Whether it has its place at the moment.
        waited: Seconds that it has waited for others since it got its place.
    """

    def __init__(self, who: str, turns: Turns) -> None:
        self.who, self.holds, self.waited = who, True, 0.0
        self._turns = turns
        self._timer: asyncio.Timeout | None = None
        self._waits = 0
        self._left = self._since = 0.0

    @asynccontextmanager
    async def limited(self, seconds: float) -> AsyncIterator[None]:
        """Raises TimeoutError when what is done within takes longer; waiting for others does not count."""
        async with asyncio.timeout(seconds) as self._timer:
            yield
        self._timer = None

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Its clock stands still and its place is somebody else's."""
        self._waits += 1
        if self._waits == 1:
            self._pause()
        try:
            yield
        finally:
            self._waits -= 1
        if not self._waits:
            await self._go_on()

    def _pause(self) -> None:
        self.holds = False
        self._turns.give()
        self._since = asyncio.get_running_loop().time()
        if self._timer and (until := self._timer.when()) is not None and not self._timer.expired():
            self._left = until - self._since
            self._timer.reschedule(None)

    async def _go_on(self) -> None:
        await self._turns.take()
        self.holds = True
        now = asyncio.get_running_loop().time()
        self.waited += now - self._since
        if self._timer and not self._timer.expired():
            self._timer.reschedule(now + self._left)


_current: ContextVar[Turn | None] = ContextVar("turn", default=None)


def current() -> Turn | None:
    """The turn of the poll that asks; None outside of polls."""
    return _current.get()


async def after(others: asyncio.Future[T]) -> T:
    """What others have to do first."""
    turn = current()
    if turn is None or others.done():
        return await others
    async with turn.waiting():
        return await others


async def place(shared: Shared) -> None:
    """Take one of the places that polls have to share."""
    turn = current()
    if turn is None or not shared.locked():
        await shared.acquire()
        return
    got = False
    try:
        async with turn.waiting():
            await shared.acquire()
            got = True
    except BaseException:
        if got:
            shared.release()
        raise
