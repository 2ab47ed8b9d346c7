"""How long the server takes over each page, each time after a new mention was stored and read.

    python -m tests.bench.pages [--store FILE] [--mentions 20000] [--incidents 200] [--while-collecting 50]

A store of `python -m tests.bench.big_store FILE` is looked at where one is named, and grows by what comes meanwhile;
else a smaller one is made first. Five minutes pass between two looks at a page, so that the time it shows has moved on.
With `--while-collecting` so many mentions a second are stored and read beside the looks, in the thread in which the
service stores; what they cost is no part of a page's processor time, and part of the time that passes.
Allowed: 100 ms at the median, 250 ms at the 95th percentile.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import httpx

from listener.app import App, build
from listener.config.loading import load
from listener.web.app import web
from storage.clock import SimulatedClock
from tests.bench.arriving import Arriving
from tests.bench.big_store import present
from tests.bench.posts import START, queries
from tests.worlds.clients import link

MEDIAN, P95 = 0.100, 0.250
ROUNDS, BETWEEN = 12, timedelta(minutes=5)
HOME = "http://127.0.0.1:8350"
PAGES = (
    "/",
    "/inbox",
    "/incidents",
    "/incidents/{id}",
    "/incidents/{id}/debrief",
    "/sources",
    "/rules",
    "/oncall",
    "/find?q=a",
    "/brands",
    "/brands/Acme",
    "/brands/Acme?span=30d",
    "/compare",
    "/compare?span=30d",
)
SOURCE = '[[sources]]\nname = "feed{0}"\ntype = "rss"\nurl = "https://feed{0}.example.org/"\n'
RULE = '[[rules]]\nname = {0}\ntype = "volume"\nscope = {1}\n'


def config(folder: Path, store: Path, listen: str = "127.0.0.1:8350") -> Path:
    """Every brand with its query and a rule, and twenty sources."""
    parts = [f'[listener]\nstore = {json.dumps(str(store))}\nlisten = "{listen}"\n', "[classify]\nenabled = false\n"]
    for brand in dict.fromkeys(query.brand for query in queries()):
        parts.append(f"[[brands]]\nname = {json.dumps(brand)}\n")
        parts.append(RULE.format(json.dumps(f"loud {brand}"), json.dumps(f"brand:{brand}")))
    for query in queries():
        table = {"name": query.name, "brand": query.brand, "expression": query.expression}
        parts.append(
            "[[queries]]\n" + "\n".join(f"{name} = {json.dumps(value)}" for name, value in table.items()) + "\n"
        )
    parts += [SOURCE.format(number) for number in range(20)]
    path = folder / "config.toml"
    path.write_text("\n".join(parts), "utf-8")
    return path


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[App, SimulatedClock]]:
    """The application at the end of what is stored, in a process that collects its garbage as the service does."""
    clock = SimulatedClock(START)
    gc.set_threshold(50_000)
    async with build(load(path), clock=clock, service=True) as app:
        gc.freeze()
        newest = app.store.search(limit=1)
        clock.move_to(newest[0].mention.said_at if newest else START)
        yield app, clock


@dataclass(slots=True)
class Taken:
    """Seconds that each look at one page took: that passed, and of processor."""

    passed: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)


async def looked(app: App, clock: SimulatedClock, rate: int = 0) -> dict[str, Taken]:
    """What every page took; the first look at each does not count."""
    transport = httpx.ASGITransport(app=web(app), client=("127.0.0.1", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url=HOME, trust_env=False) as client:
        await client.post(link(app), data={"as": "local"}, headers={"Origin": HOME})
        newest = app.store.incidents(limit=1)
        paths = [path.format(id=newest[0].id if newest else 1) for path in PAGES]
        taken, arriving = {path: Taken() for path in paths}, Arriving(app)
        for path in paths:
            await _look(client, path, arriving, Taken())
        async with arriving.coming(rate) if rate else nullcontext():
            for _ in range(ROUNDS):
                clock.move_to(clock.now() + BETWEEN)
                for path in paths:
                    await arriving.come()  # nothing that was read before holds any more
                    await _look(client, path, arriving, taken[path])
        return taken


async def _look(client: httpx.AsyncClient, path: str, arriving: Arriving, taken: Taken) -> None:
    began, worked = perf_counter(), process_time() - arriving.worked
    answer = await client.get(path)
    assert answer.status_code in (200, 404), (path, answer.status_code)
    taken.passed.append(perf_counter() - began)
    taken.worked.append(process_time() - arriving.worked - worked)


def _said(taken: list[float]) -> str:
    middle, high = median(taken), quantiles(taken, n=20)[-1]
    return f"{middle * 1000:6.1f}, {high * 1000:6.1f} ms ({middle / MEDIAN:.2f}, {high / P95:.2f})"


async def _measure(path: Path, rate: int) -> None:
    async with opened(path) as (app, clock):
        print(f"{app.store.totals()['mentions']:,} mentions stored; {ROUNDS} looks at each page, ", end="")
        print(f"{rate} mentions a second come; median, p95 (parts of what is allowed):", flush=True)
        for page, taken in (await looked(app, clock, rate)).items():
            print(f"    {page:<24} of processor {_said(taken.worked)}   passed {_said(taken.passed)}")
        app.explored.keep()  # as the service does: who measures again need not wait


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument("--incidents", type=int, default=200)
    parser.add_argument("--while-collecting", type=int, default=0, metavar="RATE", help="mentions a second")
    options = parser.parse_args()
    with TemporaryDirectory() as folder, present(options.store, options.mentions, options.incidents) as file:
        asyncio.run(_measure(config(Path(folder), file), options.while_collecting))


if __name__ == "__main__":
    main()
