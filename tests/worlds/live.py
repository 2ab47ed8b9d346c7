"""Servers on this machine that hold connections open: WebSockets whose messages a test writes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

Speak = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def websocket(speak: Speak, refusal: int | None = None) -> AsyncIterator[str]:
    """The address of a server that speaks to each connection, and closes it when it has spoken; or refuses them all."""

    def refuse(connection: ServerConnection, _: Request) -> Response | None:
        if refusal is None:
            return None
        answer = connection.respond(HTTPStatus(refusal), "no\n")
        answer.headers["Location"] = "ws://10.0.0.1/?token=elsewhere"
        return answer

    server: Server
    async with serve(speak, "127.0.0.1", 0, compression=None, max_size=None, process_request=refuse) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"ws://127.0.0.1:{port}"


def saying(*messages: str) -> Speak:
    """Some messages, then the end."""

    async def speak(connection: ServerConnection) -> None:
        for message in messages:
            await connection.send(message)

    return speak


class Jetstream:
    """A place that sends everything since a cursor, and then what is said; as Bluesky's Jetstream does.

    Attributes:
        asked: The cursors of the connections, in order.
        ends: So many events after which a connection breaks off; None: never.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.asked: list[int | None] = []
        self.ends: int | None = None
        self._said = asyncio.Event()
        self._open: set[ServerConnection] = set()

    def say(self, *events: dict[str, Any]) -> None:
        """More events, for those who listen and those who come later."""
        self.events += events
        self._said.set()

    async def hang_up(self) -> None:
        """End every connection."""
        for connection in list(self._open):
            await connection.close()

    async def speak(self, connection: ServerConnection) -> None:
        assert connection.request
        asked = parse_qs(urlsplit(connection.request.path).query).get("cursor")
        self.asked.append(int(asked[0]) if asked else None)
        self._open.add(connection)
        speaking = asyncio.create_task(self._send(connection, int(asked[0]) if asked else None))
        closing = asyncio.create_task(connection.wait_closed())
        await asyncio.wait((speaking, closing), return_when=asyncio.FIRST_COMPLETED)
        for task in (speaking, closing):
            task.cancel()
        await asyncio.gather(speaking, closing, return_exceptions=True)
        self._open.discard(connection)

    async def _send(self, connection: ServerConnection, cursor: int | None) -> None:
        done = 0 if cursor else len(self.events)
        sent = 0
        while sent != self.ends:
            if done == len(self.events):
                self._said.clear()
                await self._said.wait()
                continue
            event = self.events[done]
            done += 1
            if not cursor or event["time_us"] >= cursor:
                await connection.send(json.dumps(event))
                sent += 1


def post(number: int, text: str, at: datetime, operation: str = "create") -> dict[str, Any]:
    """An event of a post, one microsecond after the one before."""
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at.isoformat(), "langs": ["en"]}
    commit = {"operation": operation, "collection": "app.bsky.feed.post", "rkey": f"3k{number}", "record": record}
    if operation == "delete":
        del commit["record"]
    told = int(at.timestamp() * 1_000_000) + number
    return {"did": "did:plc:someone", "time_us": told, "kind": "commit", "commit": commit}


async def until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something holds, in wall time."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 (what it waits for tells nobody)
            await asyncio.sleep(0.01)
