"""The store for an event loop: writing calls queue for its one writing thread, reading ones run beside the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")


class AsyncFace:
    """Owns a store and its writing thread; both end with `close`.

    What is called may be a method of the store, or a function that calls several.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._writer = ThreadPoolExecutor(1, "store-writer")

    async def write(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """The result of a writing call, once all that were asked for before it are done."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, partial(work, *args, **options))

    async def read(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """The result of a reading call."""
        return await asyncio.to_thread(work, *args, **options)

    def close(self) -> None:
        """Let the last write finish, then close the store."""
        self._writer.shutdown(wait=True)
        self.store.close()
