"""The engine of one machine: worker processes that can be killed, so that nothing hangs or breaks with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from listener.engine.workers import Workers
from sources.wire.jobs import run_job

T = TypeVar("T")

LIMIT = 300.0


class LocalEngine:
    """Implements `Engine` (contract.py) by processes of three sorts; each starts with its first job.

    Attributes:
        parsing: For sources: small jobs on hostile input.
        matching: For many posts at once: one process that keeps the compiled queries.
        reading: For the classifier: one process that loads the model once and keeps it.
    """

    def __init__(self, prepare: Callable[[], None] | None = None) -> None:
        """`prepare` is called in each process: whatever reads what others wrote may have something to log."""
        self.parsing = Workers(2, prepare=prepare)
        self.matching = Workers(1, prepare=prepare)
        # Models of people's own choice may be large; what they read is cut.
        self.reading = Workers(1, memory=None, prepare=prepare)
        self._match, self._read = _Single(self.matching), _Single(self.reading)

    async def match(self, work: Callable[..., T], *args: Any) -> T:
        """See `Engine`."""
        return await self._match(work, *args)

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """See `Engine`; one job at a time."""
        return await self._read(work, *args)

    def close(self) -> None:
        """See `Engine`."""
        for workers in (self.parsing, self.matching, self.reading):
            workers.shutdown(wait=False)


class _Single:
    """One job at a time, so that the limit of none counts while another one hangs."""

    def __init__(self, workers: Workers) -> None:
        self._workers, self._place = workers, asyncio.Lock()

    async def __call__(self, work: Callable[..., T], *args: Any) -> T:
        async with self._place:
            return await run_job(self._workers, LIMIT, work, *args)
