"""Polling 2,000 unchanged feeds on 2,000 addresses, and where the time of parsing a feed goes.

python -m tests.bench.feeds [ADDRESSES]
"""

from __future__ import annotations

import asyncio
import io
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from sources.feeds.read import read_feed
from sources.rss import Rss
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.clock import SimulatedClock
from storage.records import Ask, Cursor

ADDRESSES = 2_000
AT_ONCE = 50
NOW = datetime(2026, 9, 1, tzinfo=UTC)
UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\nContent-Length: 0\r\n\r\n'


class Unchanged(asyncio.Protocol):
    """A server that answers 304 to everything."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        if not transport.get_extra_info("sockname")[0].startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        self.transport.write(UNCHANGED * data.count(b"\r\n\r\n"))


def serve(ready: Connection) -> None:
    """Runs in a process of its own, on every address of 127/8."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Unchanged, "0.0.0.0", 0, backlog=1024)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def poll_all(port: int, addresses: int) -> tuple[float, float, float]:
    """(wall seconds, processor seconds, longest delay of the event loop in seconds)."""
    loop, clock = asyncio.get_running_loop(), SimulatedClock(NOW)
    hosts = [f"127.{n // 250 // 250}.{n // 250 % 250}.{n % 250 + 1}" for n in range(1, addresses + 1)]
    feeds = [Rss.model_validate({"name": host, "url": f"http://{host}:{port}/feed"}) for host in hosts]
    delays: list[float] = []

    async def pulse() -> None:
        while True:
            before = loop.time()
            await asyncio.sleep(0.005)
            delays.append(loop.time() - before - 0.005)

    async with HttpClient(contact="bench@example.org", clock=clock, allow_private=["127.0.0.0/8"]) as http:
        net, places = Network(http, clock, Path(), ThreadPoolExecutor(1)), asyncio.Semaphore(AT_ONCE)

        async def poll(feed: Rss) -> bool:
            url = str(feed.url)
            cursor: Cursor = {"url": url, "asked": url, "etag": '"one"', "full": NOW.isoformat()}
            async with places:
                return (await feed.poll(net, cursor, Ask())).unchanged

        watch = asyncio.create_task(pulse())
        started, worked = time.perf_counter(), time.process_time()
        unchanged = await asyncio.gather(*map(poll, feeds))
        spent = time.perf_counter() - started, time.process_time() - worked
        watch.cancel()
    assert all(unchanged)
    return *spent, max(delays)


def document(entries: int) -> bytes:
    """An RSS feed of ordinary articles."""
    words = "Some <b>words</b> here. " * 40
    items = "".join(
        f"<item><title>Post {n} about things</title><link>https://example.org/{n}</link><guid>{n}</guid>"
        f"<pubDate>Tue, 01 Sep 2026 {n % 24:02}:00:00 GMT</pubDate>"
        f"<description><![CDATA[<p>{words}</p><p>More.</p>]]></description></item>"
        for n in range(entries)
    )
    head = "<title>Bench</title><link>https://example.org/</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def timed(work: Callable[[], object], times: int = 20) -> float:
    """Fastest of some runs, in seconds."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def parsing() -> None:
    """Print the share of feedparser in reading a feed."""
    import feedparser

    body = document(50)
    whole = timed(lambda: read_feed(body, "application/rss+xml", "https://example.org/feed", NOW, None, None))
    theirs = timed(lambda: feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False))
    print(f"reading a feed of 50 entries: {theirs / whole:.0%} in feedparser, {1 - theirs / whole:.0%} in ours")
    print(f"    {50 / whole:,.0f} entries/s in one process")


def polling(addresses: int) -> None:
    """Print how long a round over unchanged feeds takes, against bare requests of the standard library."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    server = context.Process(target=serve, args=(there,), daemon=True)
    server.start()
    try:
        wall, processor, delay = asyncio.run(poll_all(here.recv(), addresses))
    finally:
        server.kill()
        server.join()
    print(
        f"{addresses:,} unchanged feeds (304) on {addresses:,} addresses: {wall:.1f} s, {processor:.1f} s of processor"
    )
    print(f"    {wall / 20:.2f} of the 20 s allowed; longest delay of the event loop {delay * 1000:.0f} ms")


if __name__ == "__main__":
    polling(int(sys.argv[1]) if len(sys.argv) > 1 else ADDRESSES)
    parsing()
