"""Work that hangs, crashes or eats memory takes nothing with it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from listener.engine.workers import Workers
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.clock import SimulatedClock
from storage.errors import Broken
from tests.worlds.network import NOW


@contextmanager
def working(*, count: int = 1, limit: float = 20.0) -> Iterator[Network]:
    """A network over real worker processes."""
    workers, clock = Workers(count), SimulatedClock(NOW)
    try:
        yield Network(HttpClient(contact="", clock=clock), clock, Path(), workers, limit=limit)
    finally:
        workers.shutdown(wait=False)


async def test_work_is_done_in_another_process_that_stays() -> None:
    with working() as net:
        pids = [await net.run(os.getpid) for _ in range(3)]
    assert len(set(pids)) == 1
    assert pids[0] != os.getpid()


async def test_errors_of_the_work_arrive_as_they_are() -> None:
    with working() as net, pytest.raises(ValueError, match="invalid literal"):
        await net.run(int, "x")


async def test_hanging_work_is_stopped_and_the_next_is_done() -> None:
    with working(limit=3.0) as net:
        await net.run(os.getpid)
        with pytest.raises(Broken, match="took longer than 3 s"):
            await net.run(time.sleep, 60)
        assert await net.run(abs, -5) == 5


async def test_work_that_kills_its_process() -> None:
    with working() as net:
        with pytest.raises(Broken, match="broke the process"):
            await net.run(os._exit, 3)
        assert await net.run(abs, -5) == 5


async def test_work_that_wants_all_memory() -> None:
    with working() as net:
        with pytest.raises(Broken, match="broke the process"):
            await net.run(bytearray, 1 << 36)
        assert await net.run(abs, -5) == 5


async def test_hanging_work_does_not_take_its_neighbour_with_it() -> None:
    with working(count=2, limit=4.0) as net:
        await asyncio.gather(net.run(os.getpid), net.run(os.getpid))
        stuck = asyncio.create_task(net.run(time.sleep, 60))
        assert [await net.run(abs, -n) for n in range(20)] == list(range(20))
        with pytest.raises(Broken):
            await stuck


async def test_any_executor_will_do() -> None:
    clock = SimulatedClock(NOW)
    with ThreadPoolExecutor(1) as threads:
        net = Network(HttpClient(contact="", clock=clock), clock, Path("here"), threads)
        assert (net.now, net.folder) == (NOW, Path("here"))
        assert await net.run(abs, -5) == 5
