"""Places that tell by themselves, in the same hour: two kinds of streams, a webhook, and folders of a mailbox.

The connections of streams break off again and again; a webhook is told everything twice, as a sender that missed the
answer does. Time moves by hand as it does for the others: what is said in a step goes out when the clock is moved.
"""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, urlsplit

from listener.app import App
from listener.pipeline.receive import receive
from sources.base import Request
from sources.webhook import Webhook
from tests.mixed.places import like
from tests.mixed.posts import Post
from tests.soak.host import GONE
from tests.worlds import dovecot
from tests.worlds.live import Jetstream, post, websocket

BREAKS = 40
"""After so many events a connection ends."""
SECRET = "s3cr3t-of-a-test"


class Place:
    """One of them.

    Attributes:
        type: Of its source.
        options: Of its source, as TOML.
        waiting: What it has not said yet, first what is said first.
    """

    type = ""

    def __init__(self, name: str, posts: Sequence[Post]) -> None:
        self.name, self.options = name, ""
        self.waiting = sorted(posts, key=lambda post: post.shown_at)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """As long as it is there."""
        yield

    @property
    def is_ready(self) -> bool:
        """Whether somebody listens, where somebody must."""
        return True

    async def move_to(self, app: App, now: datetime) -> None:
        """Say what is said until then."""
        while self.waiting and self.waiting[0].shown_at <= now:
            await self.say(app, self.waiting.pop(0), now)

    async def say(self, app: App, said: Post, now: datetime) -> None:
        """Say it."""
        raise NotImplementedError


class Sky(Place):
    """A Jetstream."""

    type = "bluesky"

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        self._jetstream = Jetstream()
        self._jetstream.ends = BREAKS
        async with websocket(self._jetstream.speak) as url:
            self.options = f'url = "{url}/"'
            yield

    @property
    def is_ready(self) -> bool:
        return bool(self._jetstream.asked)

    async def say(self, app: App, said: Post, now: datetime) -> None:
        event = post(said.place * 10_000 + said.id, said.text, said.at)
        told = int(said.shown_at.timestamp() * 1_000_000) + said.id
        self._jetstream.say(event | {"time_us": told})


class Mastodon(Place):
    """A server that streams, and shows again what was missed."""

    type = "mastodon-stream"

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        self._said: list[dict[str, object]] = []
        self._listening: set[asyncio.Queue[dict[str, object]]] = set()
        self._asked = False
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        self.options = f'url = "{self._url}"\ntoken = "{SECRET}"'
        try:
            yield
        finally:
            server.close()

    @property
    def is_ready(self) -> bool:
        return self._asked

    async def say(self, app: App, said: Post, now: datetime) -> None:
        number = 1_000 + len(self._said)
        status = like("mastodon", "first.json", (0,)) | {
            "id": str(number), "uri": f"{self._url}uri/{number}", "url": f"{self._url}@a/{number}",
            "content": f"<p>{said.text}</p>", "created_at": said.at.isoformat(),
        }  # fmt: skip
        self._said.append(status)
        for queue in self._listening:
            queue.put_nowait(status)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(*GONE):
            try:
                target = urlsplit((await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split(" ", 2)[1])
                if "/streaming/" in target.path:
                    await self._stream(writer)
                else:
                    body = json.dumps(
                        self._shown(dict(parse_qsl(target.query))) if "/timelines/" in target.path else {}
                    )
                    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
                    writer.write(f"{head}\r\nConnection: close\r\n\r\n{body}".encode())
                await writer.drain()
            finally:
                writer.close()

    def _shown(self, params: dict[str, str]) -> list[dict[str, object]]:
        behind = [each for each in self._said if int(str(each["id"])) > int(params["min_id"])]
        return behind[: int(params["limit"])][::-1]

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        coming: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n:)\n\n")
        await writer.drain()
        self._listening.add(coming)
        self._asked = True
        try:
            for _ in range(BREAKS):
                writer.write(f"event: update\ndata: {json.dumps(await coming.get())}\n\n".encode())
                await writer.drain()
        finally:
            self._listening.discard(coming)


class Shop(Place):
    """A program that sends what is said, and sends it again."""

    type = "webhook"

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        self.options = f'secret = "{SECRET}"'
        yield

    async def say(self, app: App, said: Post, now: datetime) -> None:
        body = json.dumps({"id": said.number, "text": said.text, "published": said.at.isoformat()}).encode()
        signature = hmac.digest(SECRET.encode(), body, "sha256").hex()
        request = Request(headers={"x-hub-signature-256": signature}, params={}, body=body, at=now)
        source = app.config.source(self.name)
        assert isinstance(source, Webhook)
        for _ in range(2):
            await receive(app, self.name, source, request)


class Folder(Place):
    """A folder of a mailbox."""

    type = "imap"
    server: dovecot.Post | None = None
    _sent = 0

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        assert self.server
        told = f'user = "{dovecot.USER}"\npassword = "{dovecot.PASSWORD}"\nfolder = "{self.name}"\nsecurity = "none"'
        self.options = f'host = "127.0.0.1"\nport = {self.server.port}\n{told}'
        self._deliver("Welcome", "This is your folder.", datetime.fromisoformat("2026-03-01T09:00:00Z"))
        yield

    async def say(self, app: App, said: Post, now: datetime) -> None:
        self._deliver("Heard", said.text, said.at)

    def _deliver(self, subject: str, text: str, at: datetime) -> None:
        assert self.server
        head = f"From: Ann <ann@shop.example>\r\nSubject: {subject}\r\nDate: {format_datetime(at)}\r\n"
        self._sent += 1
        id = f"Message-ID: <{self.name}.{self._sent}@shop.example>\r\n"
        self.server.deliver(f"{head}{id}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode(), self.name)


KINDS = (Sky, Mastodon, Shop, Folder)


@asynccontextmanager
async def telling(posts: Sequence[tuple[str, Sequence[Post]]]) -> AsyncIterator[list[Place]]:
    """Places by their names and posts, of all kinds in turn; without Dovecot none is a mailbox."""
    kinds = [kind for kind in KINDS if kind is not Folder or dovecot.SERVER]
    async with AsyncExitStack() as ends:
        if Folder in kinds and posts:
            Folder.server = ends.enter_context(dovecot.dovecot())
        places = [kinds[number % len(kinds)](name, said) for number, (name, said) in enumerate(posts)]
        for place in places:
            await ends.enter_async_context(place.opened())
        yield places
