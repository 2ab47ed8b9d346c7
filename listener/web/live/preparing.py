"""Reads what pages about brands and Explore count into memory, the newest first, so that the first to look need not
wait; and keeps it beside the store for the next start."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta

from listener.app import App
from storage.clock import WallClock
from storage.errors import StoreError

REST = timedelta(milliseconds=100)
"""Between two portions; of the wall, since people wait in its time."""
OFTEN = timedelta(hours=1)
"""How long what was deleted may still stand in the files beside the store."""


async def prepare(app: App) -> None:
    """Until somebody stops it; then what is in memory is kept once more."""
    wall = WallClock()
    try:
        while True:
            with suppress(StoreError):  # the page itself says so when it is asked for
                while not await app.read(app.explored.step):
                    await wall.sleep(REST.total_seconds())
                await app.read(app.explored.keep)
            await wall.sleep(OFTEN.total_seconds())
    finally:
        if app.explored.begun:
            with suppress(StoreError):
                await asyncio.shield(app.read(app.explored.keep))
