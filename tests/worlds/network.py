"""What the tests of sources share: a client that may reach loopback, and servers that misbehave byte by byte."""

from __future__ import annotations

import asyncio
import pickle
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from sources.base import Answer
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.clock import SimulatedClock

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
LOOPBACK = ("127.0.0.0/8",)
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def client(**options: Any) -> HttpClient:
    """A client with short limits."""
    usual = {"contact": "tests@example.org", "clock": SimulatedClock(NOW), "allow_private": LOOPBACK, "pause": 0.0}
    usual["verify"] = _usual_certificates()
    return HttpClient(**{**usual, "connect": 5.0, "read": 2.0, "total": 3.0, **options})


@cache
def _usual_certificates() -> ssl.SSLContext:
    """Read once: it takes longer than most tests."""
    return httpx.create_ssl_context(trust_env=False)


async def fetch(url: str, headers: dict[str, str] | None = None, **options: Any) -> Answer:
    """One GET by a client of its own."""
    async with client(**options) as http:
        return await http.get(url, headers=headers)


async def fetch_from(handler: Handler, path: str = "/", *, tls: ssl.SSLContext | None = None, **options: Any) -> Answer:
    """One GET from a server whose every byte the handler writes."""
    async with serving(handler, tls) as port, client(**options) as http:
        return await http.get(f"https://localhost:{port}{path}" if tls else f"http://127.0.0.1:{port}{path}")


@asynccontextmanager
async def serving(handler: Handler, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port of a server that runs the handler for each connection, after the request's head was read."""
    writers: list[asyncio.StreamWriter] = []

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            await reader.readuntil(b"\r\n\r\n")
            await handler(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0.01)


def answering(body: bytes, headers: str = "", status: str = "200 OK") -> Handler:
    """A handler that sends one complete answer."""

    async def handler(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    return handler


class Apart(ThreadPoolExecutor):
    """A thread that gets and gives copies, as a worker process does: what cannot be handed over shows here."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        handed = pickle.dumps((work, args, named))
        return super().submit(_done, handed)


def _done(handed: bytes) -> Any:
    work, args, named = pickle.loads(handed)
    return pickle.loads(pickle.dumps(work(*args, **named)))


def network(http: HttpClient, folder: Path = Path(), clock: SimulatedClock | None = None) -> Network:
    """A network that does CPU work in a thread, to which it is handed as to a process."""
    return Network(http, clock or SimulatedClock(NOW), folder, Apart(1))
