"""A line in which those who took little last time come first."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Waiting:
    who: str
    called: asyncio.Future[None]


class Line:
    """One at a time; of those who wait, whoever took least last time is next, and of equals whoever came first."""

    def __init__(self, took: Mapping[str, float]) -> None:
        """
        Args:
            took: Seconds, as they stand when somebody is called.
        """
        self._took = took
        self._busy = False
        self._waiting: list[_Waiting] = []

    def of(self, who: str) -> Queued:
        """The line as `place` wants it, for somebody."""
        return Queued(self, who)

    def locked(self) -> bool:
        return self._busy

    async def acquire(self, who: str) -> None:
        if not self._busy:
            self._busy = True
            return
        mine = _Waiting(who, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        try:
            await mine.called
        except asyncio.CancelledError:
            if mine.called.done() and not mine.called.cancelled():
                self.release()
            raise
        finally:
            self._waiting = [one for one in self._waiting if one is not mine]

    def release(self) -> None:
        waiting = [one for one in self._waiting if not one.called.done()]
        self._busy = bool(waiting)
        if waiting:
            min(waiting, key=lambda one: self._took.get(one.who, 0.0)).called.set_result(None)


class Queued:
    """Somebody's end of the line."""

    def __init__(self, line: Line, who: str) -> None:
        self._line, self._who = line, who

    def locked(self) -> bool:
        return self._line.locked()

    async def acquire(self) -> None:
        await self._line.acquire(self._who)

    def release(self) -> None:
        self._line.release()
