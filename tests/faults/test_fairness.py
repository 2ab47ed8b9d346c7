"""Whoever is slow, silent or costly pays for it; the others are read as if it were not there."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from listener.actions.polling import poll_now
from listener.app import build
from listener.config.loading import load
from listener.engine.local import LocalEngine
from listener.engine.workers import Workers
from listener.pipeline.collect import Collector
from listener.pipeline.match import FEW, arrivals
from sources.wire import jobs
from sources.wire.http import HttpClient
from sources.wire.net import Network
from sources.wire.turns import Turns
from storage.clock import SimulatedClock
from storage.errors import Broken
from tests.worlds.actors import by
from tests.worlds.mentions import mention
from tests.worlds.network import NOW, answering, serving

FEED = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "Acme"}]})
COLLECT = '[collect]\nallow_private = ["127.0.0.1"]\nconcurrency = {places}\ntimeout = "{timeout}"\n\n'
BRAND = '[[brands]]\nname = "Acme"\n\n[[queries]]\nname = "acme"\nbrand = "Acme"\nexpression = "Acme"\n\n'


class TestCostlyDocuments:
    """Reading them hangs; who waits behind them is served all the same."""

    async def test_eight_of_them_break_nobody_else(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "QUICK", 1.0)
        done: list[str] = []

        async with on_processes(limit=2.0) as net:
            turns = Turns(50)
            costly = [asyncio.create_task(read(net, turns, f"costly {n}", done, time.sleep, 60)) for n in range(8)]
            await asyncio.sleep(0.1)
            await asyncio.gather(*(read(net, turns, f"innocent {n}", done, abs, -5) for n in range(4)))
            assert sorted(done) == [f"innocent {n}: read" for n in range(4)]
            await asyncio.wait(costly, return_when=asyncio.FIRST_COMPLETED)
            await give_up(costly)

        assert "took longer than 2 s" in done[4]

    async def test_many_of_one_host_let_a_slow_one_of_another_host_pass(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "QUICK", 0.5)
        done: list[str] = []

        async with on_processes(limit=4.0) as net:
            turns = Turns(50)
            hanging = [asyncio.create_task(read(net, turns, "host", done, time.sleep, 60)) for n in range(6)]
            await asyncio.sleep(1.0)
            await read(net, turns, "slow", done, time.sleep, 1)
            await give_up(hanging)

        assert done[-1] == "slow: read"
        assert len(done) <= 3

    async def test_a_document_that_is_given_up_leaves_its_process_to_the_next(self) -> None:
        async with on_processes(limit=20.0) as net:
            turns = Turns(50)
            async with asyncio.timeout(30):
                for source in ("one", "two", "three"):
                    with pytest.raises(TimeoutError):
                        async with turns.turn(source) as turn, turn.limited(0.5):
                            await net.run(time.sleep, 60)
                assert await net.run(abs, -5) == 5

    async def test_waiting_for_a_process_takes_no_time_of_the_poll(self) -> None:
        done: list[str] = []
        async with on_processes(limit=20.0, count=1) as net:
            turns = Turns(50)
            await net.run(abs, -5)
            await asyncio.gather(*(read(net, turns, f"{n}", done, time.sleep, 0.5) for n in range(8)))

        assert sorted(done) == [f"{n}: read" for n in range(8)]


async def test_a_match_that_hangs_costs_no_other_poll_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listener.engine.local.LIMIT", 4.0)

    engine = LocalEngine()
    try:
        await engine.match(abs, -5)
        stuck = asyncio.create_task(engine.match(time.sleep, 60))
        await asyncio.sleep(0.1)
        waiting = asyncio.create_task(engine.match(abs, -5))
        with pytest.raises(TimeoutError):
            await stuck
        assert await waiting == 5
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("failures", "said"),
    [
        ([BrokenProcessPool()], None),
        ([BrokenProcessPool(), BrokenProcessPool()], "twice"),
        ([TimeoutError()], "too long"),
        ([MemoryError()], "too much memory"),
    ],
)
async def test_posts_that_break_the_matching_are_not_matched_inside_the_service(
    tmp_path: Path, failures: list[Exception], said: str | None
) -> None:
    mentions = [mention("Acme burns", number) for number in range(FEW + 1)]

    async with build(load(write(tmp_path, {})), clock=SimulatedClock(NOW)) as app:
        real = app.engine.match

        async def failing(*args: Any) -> Any:
            if failures:
                raise failures.pop(0)
            return await real(*args)

        with patch.object(app.engine, "match", failing):
            if said:
                with pytest.raises(Broken, match=said):
                    await arrivals(app, mentions, "feed", live=True)
            else:
                assert len((await arrivals(app, mentions, "feed", live=True)).arrivals) == FEW + 1


class TestSilentHosts:
    async def test_many_addresses_on_one_leave_the_places_to_the_others(self, tmp_path: Path) -> None:
        async with serving(_silent) as silent, serving(answering(FEED.encode())) as fine:
            addresses = {f"silent {n:02}": f"http://127.0.0.1:{silent}/{n}" for n in range(20)}
            addresses["zz"] = f"http://127.0.0.1:{fine}/"
            path = write(tmp_path, addresses, places=4)
            async with build(load(path), clock=SimulatedClock(NOW), service=True) as app:
                collector = Collector(app)
                async with asyncio.timeout(14):
                    while "zz" not in collector.reports:
                        await collector.tick()
                        await asyncio.sleep(0.1)
                assert collector.reports["zz"].state.health == "ok"
                assert list(collector.reports) == ["zz"]
                await collector.stop(0)

    async def test_waiting_for_a_busy_host_takes_no_time_of_the_poll(self, tmp_path: Path) -> None:
        async with serving(_slow) as port:
            path = write(tmp_path, {f"{n}": f"http://127.0.0.1:{port}/{n}" for n in range(8)}, timeout="5s")
            async with build(load(path), clock=SimulatedClock(NOW)) as app:
                assert [report.state.health for report in await poll_now(app, by("Mia"))] == ["ok"] * 8


def test_commands_end_quietly_though_their_processes_are_killed() -> None:
    script = (
        "from listener.engine.workers import Workers\n"
        "for _ in range(6):\n"
        "    workers = Workers()\n"
        "    assert workers.submit(abs, -5).result() == 5\n"
        "    workers.shutdown(wait=False)\n"
    )
    for _ in range(2):
        ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, "")


async def read(
    net: Network, turns: Turns, source: str, done: list[str], work: Callable[..., object], *args: object
) -> None:
    """One poll of a source that does some work; how it ended is added to what is done."""
    async with turns.turn(source) as turn, turn.limited(10):
        try:
            await net.run(work, *args)
        except Broken as error:
            done.append(f"{source}: {error}")
        else:
            done.append(f"{source}: read")


async def give_up(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def on_processes(*, limit: float, count: int = 2) -> AsyncIterator[Network]:
    """A network whose documents are read by real worker processes."""
    workers, clock = Workers(count), SimulatedClock(NOW)
    try:
        yield Network(HttpClient(contact="", clock=clock), clock, Path(), workers, limit=limit)
    finally:
        workers.shutdown(wait=False)


def write(folder: Path, addresses: dict[str, str], *, places: int = 50, timeout: str = "60s") -> Path:
    """A configuration that reads these addresses."""
    path = folder / "config.toml"
    sources = "".join(
        f'[[sources]]\nname = "{name}"\ntype = "rss"\nurl = "{url}"\n\n' for name, url in addresses.items()
    )
    store = f'[listener]\nstore = "{folder}/listener.db"\n\n[classify]\nenabled = false\n\n'
    path.write_text(store + COLLECT.format(places=places, timeout=timeout) + BRAND + sources)
    return path


async def _silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(1.4)
    await answering(FEED.encode())(reader, writer)
