"""Connections that stay open: what comes is handed on whole and in order, and however they end, it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.http11 import Request

from sources.base import Message
from sources.wire import live, portions
from sources.wire.events import events
from storage.errors import Broken, RateLimited, SourceError, Unauthorised
from tests.worlds.live import saying, websocket
from tests.worlds.network import Handler, client, serving

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"


async def heard(url: str, headers: dict[str, str] | None = None) -> tuple[list[Message], SourceError]:
    """Everything until the end, and why it ended."""
    found: list[Message] = []
    async with client() as http, http.listen(url, headers=headers) as coming:
        try:
            async for portion in coming:
                found += portion
        except SourceError as ended:
            return found, ended
    raise AssertionError("it ended, and did not say why")


async def refused(url: str, **options: object) -> str:
    async with client(**options) as http:
        with pytest.raises(SourceError) as caught:
            async with http.listen(url):
                pass
    return str(caught.value)


def sending(*chunks: bytes) -> Handler:
    async def handler(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for chunk in (HEAD, *chunks):
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0.001)

    return handler


async def test_messages_come_in_order_and_the_end_is_told() -> None:
    async with websocket(saying(*map(str, range(3_000)))) as url:
        found, why = await heard(f"{url}/subscribe?a=1")
    assert [message.text for message in found] == list(map(str, range(3_000)))
    assert isinstance(why, Broken)
    assert "ended the connection" in str(why)


async def test_the_first_portion_says_that_it_is_open() -> None:
    async def silent(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async with websocket(silent) as url, client() as http, http.listen(url) as coming:
        assert list(await anext(aiter(coming))) == []


async def test_credentials_and_who_we_are_stand_in_the_wish() -> None:
    asked: list[Request] = []

    async def speak(connection: ServerConnection) -> None:
        assert connection.request
        asked.append(connection.request)

    async with websocket(speak) as url:
        await heard(f"{url}/x?cursor=5", {"authorization": "Bearer s3cr3t"})
    assert asked[0].path == "/x?cursor=5"
    assert asked[0].headers["authorization"] == "Bearer s3cr3t"
    assert asked[0].headers["user-agent"].startswith("Listener/")


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (401, Unauthorised, "check the key, token or password"),
        (429, RateLimited, "left alone"),
        (404, Broken, "404"),
        (500, Broken, "500"),
        (302, Broken, "302"),
    ],
)
async def test_a_refusal_is_what_it_says(status: int, error: type[SourceError], said: str) -> None:
    async with websocket(saying(), refusal=status) as url, client() as http:
        with pytest.raises(error) as caught:
            async with http.listen(url, headers={"authorization": "Bearer s3cr3t"}):
                pass
    assert said in str(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert "elsewhere" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["ws", "http"])
async def test_private_addresses_are_not_contacted(scheme: str) -> None:
    said = await refused(f"{scheme}://127.0.0.1:9/", allow_private=())
    assert "not on the public internet" in said


@pytest.mark.parametrize("scheme", ["ws", "http"])
async def test_where_nobody_listens_that_is_told(scheme: str) -> None:
    assert "refused the connection" in await refused(f"{scheme}://127.0.0.1:9/")


async def test_a_page_is_no_websocket() -> None:
    async with serving(sending(b"data: x\n\n")) as port:
        assert "200" in await refused(f"ws://127.0.0.1:{port}/")


async def test_an_address_of_another_sort_is_none() -> None:
    async with client() as http:
        with pytest.raises(Broken, match="wss://"):
            http.listen("ftp://example.org/")


async def test_a_message_that_is_too_large_ends_the_connection() -> None:
    async with websocket(saying("x", "y" * (live.LONGEST + 1), "z")) as url:
        found, why = await heard(url)
    assert [message.text for message in found] == ["x"]
    assert "broke the connection" in str(why)


async def test_whoever_is_slow_slows_the_server_down_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "MOST", 10_000)
    found: list[Message] = []
    speak = saying(*("x" * 1_000 for _ in range(300)))
    async with websocket(speak) as url, client() as http, http.listen(url) as coming:
        with suppress(Broken):
            async for portion in coming:
                assert sum(len(message.text) for message in portion) <= 11_000
                found += portion
                await asyncio.sleep(0.002)
    assert len(found) == 300


async def test_whoever_is_slower_than_a_ping_is_not_taken_for_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "MOST", 100_000)
    monkeypatch.setattr(live, "PING", 0.05)
    found: list[Message] = []
    async with (
        websocket(saying(*("x" * 10_000 for _ in range(100)))) as url,
        client() as http,
        http.listen(url) as coming,
    ):
        with suppress(Broken):
            async for portion in coming:
                found += portion
                await asyncio.sleep(0.03)
    assert len(found) == 100


@asynccontextmanager
async def event_stream(*chunks: bytes) -> AsyncIterator[str]:
    async with serving(sending(*chunks)) as port:
        yield f"http://127.0.0.1:{port}/events"


async def test_events_come_whole_however_they_were_cut() -> None:
    body = ":) hello\n\nevent: update\ndata: {\ndata: }\n\nevent: delete\r\ndata:5\r\n\r\n"
    body += "data: é\n\nevent: none\n\n: x\n\ndata: cut"
    async with event_stream(*(bytes([byte]) for byte in body.encode())) as url:
        found, why = await heard(url)
    assert found == [Message("{\n}", "update"), Message("5", "delete"), Message("é")]
    assert "ended the connection" in str(why)


async def test_what_is_no_event_stream_is_told() -> None:
    async def page(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")

    async with serving(page) as port:
        assert "instead of an event stream" in await refused(f"http://127.0.0.1:{port}/")


async def test_silence_is_not_taken_for_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "SILENCE", 0.2)

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"data: 1\n\n")
        await asyncio.sleep(2)

    async with serving(silent) as port:
        found, why = await heard(f"http://127.0.0.1:{port}/")
    assert found == [Message("1")]
    assert "no sign of life" in str(why)


@pytest.mark.parametrize("form", [b"data: %s", b"data: %s\n"], ids=["one line", "many lines"])
async def test_an_event_that_is_too_large_ends_the_connection(form: bytes) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(300):
            yield form % (b"x" * 8_000)

    with pytest.raises(Broken, match="more than 1 MB"):
        _ = [message async for message in events(chunks(), "here")]
