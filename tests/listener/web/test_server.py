"""The pages over real sockets, with clients that behave badly."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from listener.web import connection
from listener.web.places import Places
from listener.web.security.headers import SAFE
from listener.web.server import serving

GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Site:
    """A page of a few bytes, one of many, and one that is answered when told."""

    def __init__(self, port: int) -> None:
        self.port, self.told = port, asyncio.Event()
        self.clients: list[asyncio.StreamWriter] = []

    async def slow(self, _: Request) -> Response:
        await self.told.wait()
        return PlainTextResponse("at last")

    async def come(self, said: bytes = b"") -> Stream:
        """A client that says this."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.clients.append(writer)
        writer.write(said)
        return reader, writer


async def small(_: Request) -> Response:
    return PlainTextResponse("here")


async def large(_: Request) -> Response:
    return PlainTextResponse("x" * 20_000_000)


@asynccontextmanager
async def site(most: int = 100) -> AsyncIterator[Site]:
    place = socket.create_server(("127.0.0.1", 0))
    made = Site(place.getsockname()[1])
    routes = [Route("/", small, methods=["GET", "POST"]), Route("/large", large), Route("/slow", made.slow)]
    async with serving(Starlette(routes=routes), place, Places(most)):
        yield made
        made.told.set()
        for client in made.clients:
            client.transport.abort()
        await asyncio.sleep(0)


async def ended(stream: Stream) -> bytes:
    """All that comes until the service closes the connection."""
    async with asyncio.timeout(10):
        try:
            return await stream[0].read()
        except ConnectionResetError:
            return b""


async def test_a_head_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    async with site() as here:
        silent, slow = await here.come(), await here.come(GET[:-2])
        answered = await here.come(GET + GET[:-2])
        assert await ended(silent) == await ended(slow) == b""
        assert (await ended(answered)).endswith(b"here")


async def test_an_answer_that_nobody_takes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.2)
    async with site() as here:
        reader, _ = stream = await here.come(GET.replace(b"/", b"/large", 1))
        await asyncio.sleep(1)
        assert len(await ended(stream)) < 20_000_000
        assert reader.at_eof()


async def test_an_answer_that_takes_long_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.1)
    async with site() as here:
        stream = await here.come(GET.replace(b"/", b"/slow", 1))
        await asyncio.sleep(0.4)
        here.told.set()
        assert (await ended(stream)).endswith(b"at last")


async def test_when_all_are_being_answered_the_next_is_told_to_come_back() -> None:
    async with site(200) as here:
        crowd = [await here.come(GET.replace(b"/", b"/slow", 1)) for _ in range(200)]
        await asyncio.sleep(0.2)
        refused = await ended(await here.come())
        assert refused.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert b"Retry-After: 5\r\n" in refused
        assert all(f"{name}: {value}".encode() in refused for name, value in SAFE.items())
        here.told.set()
        assert (await crowd[0][0].readuntil(b"last")).endswith(b"at last")
        assert (await (await here.come(GET))[0].readuntil(b"here")).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("said", [b"\x16\x03\x01\x02\x00\x01", b"GET  HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
async def test_what_is_no_http_is_refused_safely(said: bytes) -> None:
    async with site() as here:
        refused = await ended(await here.come(said))
        assert all(f"{name}: {value}".encode() in refused for name, value in SAFE.items())


async def test_what_follows_an_answer_and_is_no_http_ends_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    async with site() as here:
        stream = await here.come(POST)
        await stream[0].readuntil(b"here")
        stream[1].write(b"z\r\n")
        assert await ended(stream) == b""
    assert not caplog.records


async def test_without_files_the_door_rests_and_opens_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("listener.web.door.REST", 0.3)
    tried = 0

    def accept(_: socket.socket) -> tuple[socket.socket, tuple[str, int]]:
        nonlocal tried
        tried += 1
        raise OSError(24, "Too many open files")

    async with site() as here:
        with monkeypatch.context() as without:
            without.setattr(socket.socket, "accept", accept)
            stream = await here.come(GET)
            await asyncio.sleep(0.1)
        assert tried == 1
        assert (await asyncio.wait_for(stream[0].readuntil(b"here"), 5)).startswith(b"HTTP/1.1 200")
    assert not caplog.records
