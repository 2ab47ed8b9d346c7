"""How long the server takes over each page.

    python -m tests.bench.pages [--store FILE] [--mentions 20000] [--incidents 200]

A store of `python -m tests.bench.big_store FILE` is looked at where one is named; else a smaller one is made first.
Allowed: 100 ms at the median, 250 ms at the 95th percentile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import httpx

from listener.app import App, build
from listener.config.loading import load
from listener.web.app import web
from storage.clock import SimulatedClock
from storage.records import AuditEntry
from tests.bench.big_store import present
from tests.bench.posts import START, queries
from tests.worlds.clients import link

MEDIAN, P95 = 0.100, 0.250
ROUNDS = 12
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
    """The application at the end of what is stored."""
    clock = SimulatedClock(START)
    async with build(load(path), clock=clock, service=True) as app:
        newest = app.store.search(limit=1)
        clock.move_to(newest[0].mention.said_at if newest else START)
        yield app, clock


async def looked(app: App) -> dict[str, list[tuple[float, float]]]:
    """Of each look at each page the seconds that passed and those of processor; the first of each does not count."""
    transport = httpx.ASGITransport(app=web(app), client=("127.0.0.1", 50_000))
    async with httpx.AsyncClient(transport=transport, base_url=HOME, trust_env=False) as client:
        await client.post(link(app), data={"as": "local"}, headers={"Origin": HOME})
        newest = app.store.incidents(limit=1)
        paths = [path.format(id=newest[0].id if newest else 1) for path in PAGES]
        taken: dict[str, list[tuple[float, float]]] = {path: [] for path in paths}
        for number in range(ROUNDS + 1):
            for path in paths:
                _change(app)  # nothing that was read before holds any more
                began, worked = perf_counter(), process_time()
                answer = await client.get(path)
                assert answer.status_code in (200, 404), (path, answer.status_code)
                if number:
                    taken[path].append((perf_counter() - began, process_time() - worked))
        return taken


def _change(app: App) -> None:
    entry = AuditEntry(at=app.clock.now(), who="bench", via="demo", what="changed", about="message")
    app.store.audit(entry)


async def _measure(path: Path) -> None:
    async with opened(path) as (app, _):
        print(f"{app.store.totals()['mentions']:,} mentions stored; server time of each page, {ROUNDS} looks:")
        for page, taken in (await looked(app)).items():
            passed, worked = zip(*taken, strict=True)
            middle, high = median(passed), quantiles(passed, n=20)[-1]
            allowed = f"{middle / MEDIAN:.2f} and {high / P95:.2f} of what is allowed"
            print(f"    {page:<24} median {middle * 1000:6.1f} ms, p95 {high * 1000:6.1f} ms", end=", ")
            print(f"of processor {median(worked) * 1000:6.1f} ms: {allowed}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument("--incidents", type=int, default=200)
    options = parser.parse_args()
    with TemporaryDirectory() as folder, present(options.store, options.mentions, options.incidents) as file:
        asyncio.run(_measure(config(Path(folder), file)))


if __name__ == "__main__":
    main()
