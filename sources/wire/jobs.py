"""CPU work of sources on a few processes, so that a costly document costs its own source and not the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from time import perf_counter
from typing import Any, Protocol, TypeVar, runtime_checkable

from sources.wire.line import Line
from sources.wire.turns import after, current, place
from storage.errors import Broken

T = TypeVar("T")

# Nearly every document is read in a tenth of this, and a process starts in a third.
QUICK = 3.0
# Seconds for a process to start, on a machine that has much else to do.
START = 60.0


@runtime_checkable
class Stoppable(Protocol):
    """An executor whose jobs can be stopped, each in a process of its own.

    Attributes:
        count: So many run side by side; whoever hands it more makes them wait behind each other.
    """

    count: int

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]: ...

    def started(self, future: Future[Any]) -> Future[Any]:
        """Done when the process that has the job is ready for it."""
        ...

    def reset(self, future: Future[Any]) -> None:
        """Stop the process that has the job, and start the next job in a new one."""
        ...


class Jobs:
    """Jobs of hosts (of sources that ask none: of the source), each with a limit that counts while it runs.

    A job first has a short while. What needs longer is stopped and waits for its turn among the costly ones, of which
    one runs at a time: whoever took less last time comes first. So one process at most is busy with them, however many
    there are, and the quick ones go on. A host whose last job was costly is known, and goes there at once.
    """

    def __init__(self, executor: Executor | Stoppable, limit: float) -> None:
        """
        Args:
            executor: Where nothing can be stopped, every job has the whole limit, and two run at once.
            limit: Seconds of wall time that a job may take altogether.
        """
        self._executor, self._limit = executor, limit
        self._quick = min(QUICK, limit) if isinstance(executor, Stoppable) else limit
        self._places = asyncio.Semaphore(getattr(executor, "count", 2))
        self._took: dict[str, float] = {}
        self._line = Line(self._took)

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """What `work` gives or raises. Raises Broken when it takes too long or breaks its process."""
        turn = current()
        who = turn.who if turn else ""
        if who not in self._took:
            await place(self._places)
            try:
                if who not in self._took:  # one of the same host may have proved costly meanwhile
                    return await self._run(self._quick, work, *args)
            except TimeoutError:
                self._took[who] = self._quick
            finally:
                self._places.release()
            if self._quick >= self._limit:
                raise self._too_long()
        return await self._run_costly(who, work, *args)

    async def _run_costly(self, who: str, work: Callable[..., T], *args: Any) -> T:
        await place(self._line.of(who))
        try:
            await place(self._places)
            started = perf_counter()
            try:
                return await self._run(self._limit, work, *args)
            except TimeoutError:
                raise self._too_long() from None
            finally:
                self._places.release()
                self._note(who, perf_counter() - started)
        finally:
            self._line.release()

    def _note(self, who: str, took: float) -> None:
        if took < self._quick:
            self._took.pop(who, None)
        else:
            self._took[who] = took

    async def _run(self, limit: float, work: Callable[..., T], *args: Any) -> T:
        try:
            return await run_job(self._executor, limit, work, *args)
        except (BrokenExecutor, MemoryError) as error:
            raise Broken("reading the answer broke the process that did it; nothing of it was used") from error

    def _too_long(self) -> Broken:
        return Broken(f"reading the answer took longer than {self._limit:g} s and was stopped")


async def run_job(executor: Executor | Stoppable, limit: float, work: Callable[..., T], *args: Any) -> T:
    """What `work` gives or raises; TimeoutError after the limit, which counts from the start of its process.

    However the job is given up, the process that it hangs in, broke or filled is stopped and replaced.
    """
    future = executor.submit(work, *args)
    sound = False
    try:
        if isinstance(executor, Stoppable):
            async with asyncio.timeout(START):
                await after(asyncio.wrap_future(executor.started(future)))
        async with asyncio.timeout(limit):
            result = await asyncio.wrap_future(future)
        sound = True
        return result
    except Exception as error:
        sound = future.done() and not isinstance(error, BrokenExecutor | MemoryError)
        raise
    finally:
        if not sound and isinstance(executor, Stoppable):
            executor.reset(future)
