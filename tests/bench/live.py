"""What many who look at the pages at once cost the service while something changes ten times a second.

    python -m tests.bench.live [--store FILE] [--mentions 20000] [--viewers 200] [--seconds 10]

The viewers are signed-in browsers in a process of their own, over real connections: a third on Now, a third on open
incidents, the rest on the other pages. Each change is a new post, of the five minutes before, so that numbers on pages
change with it. Allowed: a fifth of a core more than with nobody looking; every page shows what is new in time.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from urllib.parse import quote

from listener.app import App
from listener.people import sessions
from listener.people.sessions import Origin
from listener.web.server import served
from storage.records import AddedPerson, Arrival, Match, Mention, Poll, SourceState
from tests.bench.big_store import present
from tests.bench.pages import config, opened
from tests.worlds.pipeline import free_port

SHARE, RATE = 0.20, 10
SOME = 8
"""Posts that are stored at once, and so are one change."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A browser: its session, and the page that it shows."""

    cookie: str
    page: str


def pages(app: App) -> Iterator[str]:
    """Which page each viewer has open, in turn."""
    found = [f"/incidents/{each.id}" for each in app.store.incidents(unresolved=True, limit=3)]
    others = ["/incidents", "/sources", "/rules", "/oncall", "/incidents", "/incidents?view=mine"]
    return (page for three in zip(cycle(["/"]), cycle(found or ["/"]), cycle(others), strict=False) for page in three)


async def signed_in(app: App, viewers: int) -> list[Viewer]:
    """So many people, each with a browser."""
    coming = []
    for number, page in zip(range(viewers), pages(app), strict=False):
        name, role = f"Person {number}", "administrator" if number == 0 else "responder" if number % 4 else "observer"
        app.store.add_person(AddedPerson(name=name, mail=None, role=role, added_at=app.clock.now(), added_by="bench"))
        cookie = f"listener_{app.config.listen.rpartition(':')[2]}={await sessions.begin(app, name, 'link', Origin())}"
        coming.append(Viewer(cookie, page))
    return coming


async def _watch(viewer: Viewer, port: int, heard: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    asked = f"/live?page={quote(viewer.page)}"
    writer.write(f"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {viewer.cookie}\r\n\r\n".encode())
    with closing(writer):
        assert b"200" in await reader.readline(), viewer
        while line := await reader.readline():
            heard[3] += line.startswith(b"event: beat")
            heard[0] += line.startswith(b"event: change")
            heard[1] += line.startswith(b"event: parts")
            heard[2] += len(line)


def look(viewers: Sequence[Viewer], port: int, told: Connection) -> None:
    """All browsers, until they are told to stop; then how many changes and parts they heard of, and bytes."""

    async def all_of_them() -> None:
        heard = [0, 0, 0, 0]
        watching = [asyncio.create_task(_watch(each, port, heard)) for each in viewers]
        while heard[3] < len(viewers):  # noqa: ASYNC110 (what it waits for tells nobody)
            await asyncio.sleep(0.1)
        before = list(heard)
        told.send("ready")
        await asyncio.to_thread(told.recv)
        told.send([now - then for now, then in zip(heard, before, strict=True)])
        for each in watching:
            each.cancel()
        await asyncio.gather(*watching, return_exceptions=True)

    asyncio.run(all_of_them())


async def spent(app: App, seconds: float, numbers: Iterator[int]) -> float:
    """The share of a core that this process takes while posts come."""
    began, worked, rounds = perf_counter(), process_time(), 0
    while (now := perf_counter()) - began < seconds:
        await app.write(_arrive, app, list(islice(numbers, SOME)))
        rounds += 1
        await asyncio.sleep(max(0.0, began + rounds / RATE - now))
    return (process_time() - worked) / (perf_counter() - began)


def _arrive(app: App, numbers: Sequence[int]) -> None:
    at, found = app.clock.now() - timedelta(minutes=6), (Match(query="Acme", brand="Acme"),)
    mentions = [
        Mention(kind="social", native_id=f"live {n}", collected_at=at, published_at=at, text=f"Acme and the number {n}")
        for n in numbers
    ]
    arrivals = [Arrival(mention=each, matches=found, tokens=each.text.lower(), live=True) for each in mentions]
    state = SourceState(name="feed0", health="ok", next_due_at=app.clock.now() + timedelta(days=1))
    app.store.commit_polls([Poll(state=state, arrivals=arrivals)], app.clock.now())


async def _measure(folder: Path, file: Path, viewers: int, seconds: float) -> None:
    port, numbers = free_port(), count()
    async with opened(config(folder, file, f"127.0.0.1:{port}")) as (app, _), served(app):
        coming = await signed_in(app, viewers)
        await spent(app, 2, numbers)
        alone = await spent(app, seconds, numbers)
        here, there = multiprocessing.Pipe()
        browsers = multiprocessing.get_context("spawn").Process(target=look, args=(coming, port, there))
        browsers.start()
        await asyncio.to_thread(here.recv)
        share = await spent(app, seconds, numbers)
        here.send("stop")
        changes, parts, size, _ = await asyncio.to_thread(here.recv)
        browsers.join()
        more = share - alone
        stored = app.store.totals()["mentions"]
        print(f"{stored:,} mentions, {viewers} viewers, {RATE} changes a second for {seconds:g} s:")
        print(f"    {alone:.1%} of a core with nobody looking, {share:.1%} with all: {more:.1%} more, ", end="")
        print(f"{more / SHARE:.2f} of what is allowed")
        print(f"    a browser was told {changes / viewers / seconds:.2f} times a second, ", end="")
        print(f"{parts:,} times with parts, {size / seconds / 2**20:.1f} MiB a second in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path, help="one of tests.bench.big_store; it is changed")
    parser.add_argument("--mentions", type=int, default=20_000)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with TemporaryDirectory() as folder, present(options.store, options.mentions, 200) as file:
        asyncio.run(_measure(Path(folder), file, options.viewers, options.seconds))


if __name__ == "__main__":
    main()
