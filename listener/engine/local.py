"""Where CPU work runs: worker processes that can be killed, so that nothing hangs or breaks with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Any, TypeVar

from listener.engine.workers import Workers

T = TypeVar("T")

LIMIT = 300.0


class Engine:
    """Worker processes of three sorts; each starts with its first job.

    Attributes:
        parsing: For sources: small jobs on hostile input.
        matching: For many posts at once: one process that keeps the compiled queries.
        reading: For the classifier: one process that loads the model once and keeps it.
    """

    def __init__(self) -> None:
        self.parsing = Workers(2)
        self.matching = Workers(1, memory=None)
        self.reading = Workers(1, memory=None)

    async def match(self, work: Callable[..., T], *args: Any) -> T:
        """Do matching work in its process; raises as `read` does."""
        return await _done(self.matching, work, *args)

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Do classification work in the model's process, one job at a time.

        Raises what `work` raises; TimeoutError or BrokenExecutor when the process hung or died. The next job gets a
        fresh one.
        """
        return await _done(self.reading, work, *args)

    def close(self) -> None:
        """End all of them, also those that hang."""
        for workers in (self.parsing, self.matching, self.reading):
            workers.shutdown(wait=False)


async def _done(workers: Workers, work: Callable[..., T], *args: Any) -> T:
    job = workers.submit(work, *args)
    try:
        async with asyncio.timeout(LIMIT):
            return await asyncio.wrap_future(job)
    except (TimeoutError, BrokenExecutor):
        workers.reset(job)
        raise
