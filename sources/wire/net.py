"""What a source may use of the outside world, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sources.base import Http
from storage.clock import Clock

if TYPE_CHECKING:  # commands that look for plug-ins here must start fast
    from concurrent.futures import Executor

T = TypeVar("T")


class Network:
    """Implements `Net` (sources/base.py)."""

    def __init__(self, http: Http, clock: Clock, folder: Path, executor: Executor, *, limit: float = 20.0) -> None:
        """
        Args:
            executor, limit: Where CPU work runs and how long a job of it may take, see `Jobs`.
        """
        from sources.wire.jobs import Jobs
        from sources.wire.threads import Threads

        self._http, self._clock, self._folder = http, clock, folder
        self._jobs, self._threads = Jobs(executor, limit), Threads()

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
        """See `Net`."""
        return await self._jobs.run(work, *args)

    async def in_thread(self, work: Callable[..., T], *args: Any) -> T:
        """See `Net`."""
        return await self._threads.run(self._http.allow_private, work, *args)
