"""Work that goes on in the background of something else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any


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
