"""Work that goes on in the background of something else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from storage.errors import StoreError

OFTEN, AGAIN = 600.0, 1.0
"""Seconds after which it is looked whether there is something to do though nobody asked; and after the store failed."""


@asynccontextmanager
async def in_background(work: Coroutine[Any, Any, object], name: str) -> AsyncIterator[None]:
    """Do it as long as this lasts, and break it off then."""
    doing = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        doing.cancel()
        with suppress(asyncio.CancelledError):
            await doing


async def whenever(asked: asyncio.Event, work: Callable[[], Awaitable[object]]) -> None:
    """Do it at once, and then whenever it is asked for."""
    while True:
        asked.clear()
        wait = OFTEN
        try:
            await work()
        except StoreError:  # it is told by those whose work it stops
            wait = AGAIN
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await asked.wait()
