"""Where CPU work runs: worker processes that can be killed, so that nothing hangs or breaks with them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Any, TypeVar

from sources.workers import Workers

T = TypeVar("T")

READING_LIMIT = 300.0


class Engine:
    """Worker processes of two sorts.

    Attributes:
        parsing: For sources: small jobs on hostile input.
        reading: For the classifier: one process that loads the model once and keeps it.
    """

    def __init__(self) -> None:
        self.parsing = Workers(2)
        self.reading = Workers(1, memory=None)

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Do classification work in the model's process, one job at a time.

        Raises what `work` raises; TimeoutError or BrokenExecutor when the process hung or died. The next job gets a
        fresh one.
        """
        job = self.reading.submit(work, *args)
        try:
            async with asyncio.timeout(READING_LIMIT):
                return await asyncio.wrap_future(job)
        except (TimeoutError, BrokenExecutor):
            self.reading.reset(job)
            raise

    def close(self) -> None:
        """End all of them, also those that hang."""
        self.parsing.shutdown(wait=False)
        self.reading.shutdown(wait=False)
