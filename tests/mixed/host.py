"""One server for all places, each on a loopback address of its own; and one host that misbehaves in every way."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.mixed.places import KINDS, Asked, Kind, Told
from tests.mixed.posts import Post
from tests.soak.host import GONE, address
from tests.soak.rough import MANNERS, answer
from tests.worlds.pipeline import free_port

ROUGH = "127.0.0.66"
"""The host that misbehaves; several sources read from it."""


class Host:
    """Shows each place's posts from their time on.

    Attributes:
        now: The time at the places.
        asked: Place -> how often it was asked; the rough host counts as -1.
    """

    def __init__(self, posts: Sequence[Sequence[Post]], now: datetime) -> None:
        self.now, self.port, self.asked = now, free_port(), Counter[int]()
        self._posts = posts
        self._places = {address(place): place for place in range(len(posts))}

    def url(self, place: int) -> str:
        """Address of a place, with a slash."""
        return f"http://{address(place)}:{self.port}/"

    @property
    def rough(self) -> str:
        """Address of the host that misbehaves."""
        return f"http://{ROUGH}:{self.port}/"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(*GONE):
            try:
                target = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split(" ", 2)[1]
                place = self._places.get(writer.get_extra_info("sockname")[0], -1)
                await self._answer(writer, place, target)
                await writer.drain()
            finally:
                writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, place: int, target: str) -> None:
        if target == "/robots.txt":
            writer.write(answer(b"", status="404 Not Found"))
            return
        self.asked[place] += 1
        if place < 0:
            await MANNERS[self.asked[place] % len(MANNERS)](writer, b"<rss/>")
            return
        told = self._told(place, target)
        headers = "".join(f"{name}: {value}\r\n" for name, value in told.headers.items())
        writer.write(answer(told.body.encode(), f"Content-Type: {told.content_type}\r\n{headers}"))

    def _told(self, place: int, target: str) -> Told:
        parts = urlsplit(target)
        asked = Asked(self.url(place), unquote(parts.path).lstrip("/"), dict(parse_qsl(parts.query)))
        shown = [post for post in self._posts[place][::-1] if post.shown_at <= self.now]
        return kind(place).answer(asked, shown)


def kind(place: int) -> Kind:
    """Of a place: they take turns."""
    return KINDS[place % len(KINDS)]


@asynccontextmanager
async def hosting(posts: Sequence[Sequence[Post]], now: datetime) -> AsyncIterator[Host]:
    """A host that answers."""
    host = Host(posts, now)
    addresses = [address(place) for place in range(len(posts))]
    server = await asyncio.start_server(host.serve, [*addresses, ROUGH], host.port)
    try:
        yield host
    finally:
        server.close()
