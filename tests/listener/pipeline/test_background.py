"""What is done in the background is done when somebody asks for it, and rests until then."""

from __future__ import annotations

import asyncio

from listener.pipeline.background import in_background, whenever
from storage.errors import StoreError


async def turns(number: int = 20) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


async def test_it_is_done_at_once_then_only_when_it_is_asked_for() -> None:
    asked, done = asyncio.Event(), 0

    async def work() -> None:
        nonlocal done
        done += 1
        if done == 2:
            asked.set()  # somebody asks while it is done

    async with in_background(whenever(asked, work), "work"):
        await turns()
        assert done == 1
        asked.set()
        await turns()
        assert done == 3
        await asyncio.sleep(0.05)
        assert done == 3


async def test_where_the_store_fails_it_is_tried_again_soon(monkeypatch) -> None:
    monkeypatch.setattr("listener.pipeline.background.AGAIN", 0.01)
    done: list[bool] = []

    async def work() -> None:
        done.append(len(done) < 2)
        if done[-1]:
            raise StoreError("the disk is full")

    async with in_background(whenever(asyncio.Event(), work), "work"):
        await asyncio.sleep(0.3)
    assert done == [True, True, False]
