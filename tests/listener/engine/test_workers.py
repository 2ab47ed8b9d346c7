"""Work that hangs, crashes or eats memory takes nothing with it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from listener.engine.workers import Workers
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.clock import SimulatedClock
from storage.errors import Broken
from tests.worlds.network import NOW


def work(todo: Callable[[Network], Awaitable[Any]], *, count: int = 1, limit: float = 20.0) -> Any:
    """Run something on real worker processes."""

    async def run() -> Any:
        workers, clock = Workers(count), SimulatedClock(NOW)
        try:
            return await todo(Network(HttpClient(contact="", clock=clock), clock, Path(), workers, limit=limit))
        finally:
            workers.shutdown(wait=False)

    return asyncio.run(run())


def test_work_is_done_in_another_process_that_stays() -> None:
    async def todo(net: Network) -> list[int]:
        return [await net.run(os.getpid) for _ in range(3)]

    pids = work(todo)

    assert len(set(pids)) == 1
    assert pids[0] != os.getpid()


def test_errors_of_the_work_arrive_as_they_are() -> None:
    async def todo(net: Network) -> None:
        with pytest.raises(ValueError, match="invalid literal"):
            await net.run(int, "x")

    work(todo)


def test_hanging_work_is_stopped_and_the_next_is_done() -> None:
    async def todo(net: Network) -> int:
        await net.run(os.getpid)
        with pytest.raises(Broken, match="took longer than 3 s"):
            await net.run(time.sleep, 60)
        return int(await net.run(abs, -5))

    assert work(todo, limit=3.0) == 5


def test_work_that_kills_its_process() -> None:
    async def todo(net: Network) -> int:
        with pytest.raises(Broken, match="broke the process"):
            await net.run(os._exit, 3)
        return int(await net.run(abs, -5))

    assert work(todo) == 5


def test_work_that_wants_all_memory() -> None:
    async def todo(net: Network) -> int:
        with pytest.raises(Broken, match="broke the process"):
            await net.run(bytearray, 1 << 36)
        return int(await net.run(abs, -5))

    assert work(todo) == 5


def test_hanging_work_does_not_take_its_neighbour_with_it() -> None:
    async def todo(net: Network) -> list[int]:
        await asyncio.gather(net.run(os.getpid), net.run(os.getpid))
        stuck = asyncio.create_task(net.run(time.sleep, 60))
        done = [int(await net.run(abs, -n)) for n in range(20)]
        with pytest.raises(Broken):
            await stuck
        return done

    assert work(todo, count=2, limit=4.0) == list(range(20))


def test_any_executor_will_do() -> None:
    async def run() -> int:
        clock = SimulatedClock(NOW)
        with ThreadPoolExecutor(1) as threads:
            net = Network(HttpClient(contact="", clock=clock), clock, Path("here"), threads)
            assert (net.now, net.folder) == (NOW, Path("here"))
            return await net.run(abs, -5)

    assert asyncio.run(run()) == 5
