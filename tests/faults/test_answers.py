"""Answers that are made to hurt: each is refused or read, and holds up nobody else meanwhile."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answered

from sources.rss import Rss
from sources.wire import body
from storage.errors import Broken, SourceError
from storage.records import Ask, Cursor
from tests.worlds.network import Handler, answering, client, fetch, fetch_from, network, serving
from tests.worlds.stalls import longest_stall

EMPTY = gzip.compress(b"", mtime=0)
GZIPPED = "Content-Encoding: gzip\r\n"
OK = b"HTTP/1.1 200 OK\r\n"


def repeating(head: bytes, piece: bytes, times: int) -> Handler:
    """Sends the head once and the piece again and again."""

    async def handler(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for _step in range(times):
            writer.write(piece)
            await writer.drain()

    return handler


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(answering(gzip.compress(EMPTY * 400_000, 1, mtime=0), GZIPPED), id="empty members, packed"),
        pytest.param(answering(EMPTY * 200_000, GZIPPED), id="empty members"),
        pytest.param(answering(gzip.compress(bytes(range(256)) * 75_000, 1, mtime=0), GZIPPED), id="much, packed"),
        pytest.param(repeating(OK + b"\r\n", b"x" * 500_000, 39), id="much"),
        pytest.param(
            repeating(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 10_000, 20), id="chunks of one byte"
        ),
        pytest.param(repeating(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 4_000, 20), id="interim answers"),
        pytest.param(repeating(OK, b"a: b\r\n" * 16_000 + b"\r\n", 1), id="one header, very often"),
        pytest.param(answering(b"", f"Location: http://a/{'../a' * 7_000}\r\n", "302 Found"), id="long redirect"),
    ],
)
async def test_no_answer_holds_up_the_others(hostile: Handler) -> None:
    async with serving(hostile) as port, client(total=3.0) as http:
        assert await longest_stall(http.get(f"http://127.0.0.1:{port}/")) < 0.25


async def test_very_many_rules_for_programs_hold_up_nobody() -> None:
    rules = b"User-agent: *\n" + b"Disallow: /%61\n" * 32_000

    async with serving(answering(rules)) as port, client(total=10.0) as http:
        assert await longest_stall(http.allowed(f"http://127.0.0.1:{port}/page")) < 0.1


async def test_many_members_are_refused_and_several_are_read() -> None:
    with pytest.raises(Broken, match="more than 1,000 members"):
        await fetch_from(answering(EMPTY * 1_001, GZIPPED))

    assert (await fetch_from(answering((EMPTY + gzip.compress(b"ab", mtime=0)) * 400, GZIPPED))).body == b"ab" * 400


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8192])
@pytest.mark.parametrize("nested", [False, True])
async def test_what_is_opened_does_not_depend_on_where_the_network_cuts(size: int, nested: bool) -> None:
    members = gzip.compress(b"one ", mtime=0) + gzip.compress(b"two", mtime=0) + b"\0" * 9
    packed = gzip.compress(members, mtime=0) if nested else members

    async def cut():
        for start in range(0, len(packed), size):
            yield packed[start : start + size]

    assert (await body.read(cut(), encoding="gzip", where="it", limit=1_000)).data == b"one two"


@pytest.mark.parametrize("extra", [-1, 0, 1, 256, 257, 258])
async def test_nothing_is_missing_where_a_step_of_opening_ends(extra: int) -> None:
    content = b"x" * (body.STEP + extra)
    packed = zlib.compress(content, wbits=-15)

    assert (await fetch_from(answering(packed, "Content-Encoding: deflate\r\n"))).body == content


@pytest.mark.parametrize("content", [b"", b"\x1f", b"x"])
async def test_short_bodies_are_whole(content: bytes) -> None:
    assert (await fetch_from(answering(content))).body == content
    assert (await fetch_from(answering(gzip.compress(content, mtime=0), GZIPPED))).body == content


@pytest.mark.parametrize("etag", ['"caf\xe9"', '"caf\xc3\xa9"', '"\x80\xff"', '"\x01"'])
async def test_a_validator_goes_back_as_it_came_byte_by_byte(etag: str) -> None:
    feed = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_text": "Acme"}]}'
    asked: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"ETag: " + etag.encode("latin-1") + b"\r\nContent-Length: %d\r\n\r\n" % len(feed) + feed)

    async def unchanged(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head)
        writer.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        await writer.drain()
        writer.close()

    async with serving(handler) as port, client() as http:
        address = f"http://127.0.0.1:{port}/"
        source = Rss.model_validate({"name": "feed", "url": address})
        cursor: Cursor = (await source.poll(network(http), {}, Ask())).cursor
    server = await asyncio.start_server(unchanged, "127.0.0.1", port, reuse_address=True)
    async with server, client() as http:
        assert (await source.poll(network(http), cursor, Ask())).unchanged
    assert etag.encode("latin-1") in asked[0]


@pytest.mark.parametrize("host", ["xn--", "xn--a.example", "xn--\u00e9", "a" * 64 + "\u00e9", "\u00ad", "%00", "[::1"])
async def test_hosts_that_are_none(host: str) -> None:
    with pytest.raises(SourceError):
        await fetch(f"http://{host}/")
    with pytest.raises(SourceError):
        await fetch_from(answering(b"", f"Location: http://{host}/\r\n", "302 Found"))


class TestWhatIsPosted:
    """A post may hold a service's key, so it stays with the host that it was meant for."""

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    async def test_goes_to_no_other_host(self, httpserver: HTTPServer, status: int) -> None:
        with HTTPServer() as other:
            other.expect_request("/").respond_with_data("stolen")
            httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": other.url_for("/")})

            with pytest.raises(Broken, match="took nothing and points to"):
                await post(httpserver.url_for("/"))

            assert other.log == []

    @pytest.mark.parametrize("status", [301, 302])
    async def test_is_not_taken_for_delivered_where_only_a_page_is_shown(
        self, httpserver: HTTPServer, status: int
    ) -> None:
        httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": "/sign-in"})
        httpserver.expect_request("/sign-in").respond_with_data("Please sign in")

        with pytest.raises(Broken, match="use this address"):
            await post(httpserver.url_for("/"))

    @pytest.mark.parametrize("status", [307, 308])
    async def test_follows_on_the_same_host(self, httpserver: HTTPServer, status: int) -> None:
        httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": "/new"})
        httpserver.expect_request("/new").respond_with_handler(_taken)

        assert await post(httpserver.url_for("/")) == b"POST routing_key=secret Key secret"

    async def test_the_answer_may_stand_elsewhere_and_is_fetched_without_credentials(
        self, httpserver: HTTPServer
    ) -> None:
        with HTTPServer() as other:
            other.expect_request("/").respond_with_handler(_taken)
            httpserver.expect_request("/").respond_with_data(status=303, headers={"Location": other.url_for("/")})

            assert await post(httpserver.url_for("/")) == b"GET  None"


async def post(url: str) -> bytes:
    """Post a key and give the answer."""
    async with client() as http:
        return (await http.post(url, content=b"routing_key=secret", headers={"Authorization": "Key secret"})).body


def _taken(request: Request) -> Answered:
    return Answered(f"{request.method} {request.data.decode()} {request.headers.get('Authorization')}")
