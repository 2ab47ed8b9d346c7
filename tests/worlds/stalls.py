"""How long the event loop is held up while something is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from time import thread_time

from storage.errors import SourceError


async def longest_stall(todo: Awaitable[object]) -> float:
    """Seconds between two moments at which the loop served others, whatever a source raises meanwhile.

    In CPU time of the loop's thread, so that a busy machine does not look like a fault.
    """
    longest, last = 0.0, thread_time()

    async def watch() -> None:
        nonlocal longest, last
        while True:
            longest, last = max(longest, thread_time() - last), thread_time()
            await asyncio.sleep(0.001)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    with suppress(SourceError):
        await todo
    await asyncio.sleep(0.01)
    watching.cancel()
    return longest
