"""One server for all sources, each on a loopback address of its own; one in five misbehaves every other time."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from tests.soak.feeds import feed
from tests.soak.posts import Post
from tests.soak.rough import MANNERS, READABLE, Manner, answer, loop
from tests.worlds.pipeline import free_port

ROUGH = 5
PATIENCE = 10.0
GONE = (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError)
"""How a conversation ends early: the caller went away, or the run is over."""


class Host:
    """Shows each source's posts from their time on.

    Attributes:
        asked: Source -> when it was asked, by the monotonic clock, and whether the answer could be read.
        settled: Everybody behaves from now on.
    """

    def __init__(self, sources: int) -> None:
        self.sources, self.port, self.settled = sources, free_port(), False
        self.asked: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        self._begun, self._since = time.monotonic(), datetime.now(UTC)
        self._posts: dict[int, list[Post]] = defaultdict(list)

    def publish(self, posts: Sequence[Post]) -> None:
        """The run begins: each post appears at its time from now on."""
        self._begun, self._since = time.monotonic(), datetime.now(UTC)
        for post in posts:
            self._posts[post.source].append(post)

    def url(self, source: int) -> str:
        """Address of a source's feed."""
        return f"http://{address(source)}:{self.port}/{source}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(*GONE):
            try:
                async with asyncio.timeout(PATIENCE):
                    head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(writer, head.decode("latin-1"))
                await writer.drain()
            finally:
                writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, head: str) -> None:
        path = head.split(" ", 2)[1].strip("/")
        if not path.isdecimal():
            await loop(writer, b"")
            return
        source = int(path)
        manner = self._manner(source)
        self.asked[source].append((time.monotonic(), manner is None or manner in READABLE))
        content_type, document = feed(source, self._shown(source), self._since)
        if manner:
            await manner(writer, document.encode())
        else:
            writer.write(_polite(document.encode(), content_type, head))

    def _manner(self, source: int) -> Manner | None:
        if self.settled or not is_rough(source) or len(self.asked[source]) % 2:
            return None
        return MANNERS[source // ROUGH % len(MANNERS)]

    def _shown(self, source: int) -> list[Post]:
        now = time.monotonic() - self._begun
        return [post for post in self._posts[source] if post.at <= now]


def is_rough(source: int) -> bool:
    """Whether a source misbehaves."""
    return source % ROUGH == 0


def name(source: int) -> str:
    """A source's name in the configuration."""
    return f"rough{source:04}" if is_rough(source) else f"steady{source:04}"


def address(source: int) -> str:
    """The manners toward hosts count by address: each source has its own."""
    return f"127.0.{source // 250 + 1}.{source % 250 + 1}"


def _polite(body: bytes, content_type: str, head: str) -> bytes:
    etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    headers = f"ETag: {etag}\r\nContent-Type: {content_type}\r\n"
    return answer(b"", headers, "304 Not Modified") if etag in head else answer(body, headers)


@asynccontextmanager
async def hosting(sources: int) -> AsyncIterator[Host]:
    """A host that answers."""
    host = Host(sources)
    addresses = [address(source) for source in range(sources)]
    server = await asyncio.start_server(host.serve, addresses, host.port)
    try:
        yield host
    finally:
        server.close()
