"""What a source may use of the outside world, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sources.base import Http
from storage.clock import Clock
from storage.errors import Broken

if TYPE_CHECKING:  # commands that look for plug-ins here must start fast
    from concurrent.futures import Executor, Future

T = TypeVar("T")


class Network:
    """Implements `Net` (sources/base.py)."""

    def __init__(self, http: Http, clock: Clock, folder: Path, executor: Executor, *, limit: float = 20.0) -> None:
        """
        Args:
            executor: Where CPU work runs. If it has `count`, at most that many jobs are handed to it at once, else 2;
                if it has `reset(future)`, that is called for a job that hangs or broke its process.
            limit: Seconds of wall time that a job may take.
        """
        import asyncio

        self._http, self._clock, self._folder = http, clock, folder
        self._executor, self._limit = executor, limit
        self._places = asyncio.Semaphore(getattr(executor, "count", 2))

    @property
    def http(self) -> Http:
        return self._http

    @property
    def now(self) -> datetime:
        return self._clock.now()

    @property
    def folder(self) -> Path:
        return self._folder

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """See `Net`; the limit counts from the moment that a process has time for the job."""
        import asyncio
        from concurrent.futures import BrokenExecutor

        async with self._places:
            future = self._executor.submit(work, *args)
            try:
                async with asyncio.timeout(self._limit):
                    return await asyncio.wrap_future(future)
            except TimeoutError:
                self._reset(future)
                raise Broken(f"reading the answer took longer than {self._limit:g} s and was stopped") from None
            except (BrokenExecutor, MemoryError) as error:
                self._reset(future)
                raise Broken("reading the answer broke the process that did it; nothing of it was used") from error

    def _reset(self, future: Future[Any]) -> None:
        reset = getattr(self._executor, "reset", None)
        if reset:
            reset(future)
