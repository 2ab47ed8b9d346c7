"""What an engine does: it takes CPU work, on this machine or on others, and gives back what came of it.

The work is a top-level function and plain arguments, so that any process can be handed them. What was killed, hung or
lost on its way raises, and whoever asked decides whether it is asked again: results are stored by the service alone.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Engine(Protocol):
    """Where the application lets its CPU work be done."""

    @property
    def parsing(self) -> Executor:
        """For sources: small jobs on hostile input. Read as `sources.wire.jobs.Jobs` reads it."""
        ...

    async def match(self, work: Callable[..., T], *args: Any) -> T:
        """Match many posts, where the compiled queries are kept.

        Raises what `work` raises; TimeoutError or BrokenExecutor when it hung or its process died, MemoryError when it
        wanted too much. The next job starts afresh.
        """
        ...

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Read texts, where the model is kept. Raises as `match` does."""
        ...

    def close(self) -> None:
        """End everything, also what hangs."""
        ...
