"""Servers that never end, send too much or bombs, and networks that fail, over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import random
import socket
import ssl
import tracemalloc
import zlib

import pytest
import trustme

from storage.errors import Broken
from tests.worlds.network import answering, client, fetch, fetch_from

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"


def gzipped(content: bytes) -> bytes:
    """Compressed without the time of day, so that a test's name is the same in every process that collects it."""
    return gzip.compress(content, mtime=0)


async def test_body_that_never_ends_is_cut_off_at_the_cap() -> None:
    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    with pytest.raises(Broken, match="more than 1 MB"):
        await fetch_from(endless, max_bytes=1_000_000)


async def test_fifty_megabytes_are_refused_without_holding_them() -> None:
    async def large(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 50000000\r\n\r\n")
        for _step in range(50):
            writer.write(b"x" * 1_000_000)
            await writer.drain()

    tracemalloc.start()
    try:
        with pytest.raises(Broken, match="more than 20 MB"):
            await fetch_from(large, total=30.0)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


async def test_slow_drip_ends_at_the_total_limit() -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    with pytest.raises(Broken, match=r"did not finish its answer within 0\.5 s"):
        await fetch_from(drip, total=0.5)


async def test_dripping_headers_end_at_the_total_limit() -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X: y\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)

    with pytest.raises(Broken, match="did not finish"):
        await fetch_from(drip, total=0.5)


async def test_silence_ends_at_the_read_limit() -> None:
    async def silent(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    with pytest.raises(Broken, match="stopped answering"):
        await fetch_from(silent, read=0.3)


@pytest.mark.parametrize("header", ["Content-Encoding: gzip\r\n", "Content-Encoding: deflate\r\n", ""])
async def test_compression_bomb(header: str) -> None:
    packed = zlib.compress(b"\0" * 30_000_000) if "deflate" in header else gzipped(b"\0" * 30_000_000)

    with pytest.raises(Broken, match="compression bomb"):
        await fetch_from(answering(packed, header))


async def test_well_mixed_bomb_ends_at_the_cap() -> None:
    chance = random.Random(1)
    packed = gzipped(b"".join(chance.randbytes(100) + bytes(5_000) for _ in range(1_000)))

    with pytest.raises(Broken, match="more than 2 MB"):
        await fetch_from(answering(packed, "Content-Encoding: gzip\r\n"), max_bytes=2_000_000)


async def test_bomb_of_many_gzip_members() -> None:
    packed = gzipped(b"\0" * 1_000_000) * 30

    with pytest.raises(Broken, match=r"compression bomb|more than 20 MB"):
        await fetch_from(answering(packed, "Content-Encoding: gzip\r\n"))


@pytest.mark.parametrize(
    ("packed", "header"),
    [
        (gzipped(b"<rss/>"), "Content-Encoding: gzip\r\n"),
        (gzipped(b"<rss/>"), "Content-Encoding: x-gzip\r\n"),
        (gzipped(b"<rs") + gzipped(b"s/>"), "Content-Encoding: gzip\r\n"),
        (zlib.compress(b"<rss/>"), "Content-Encoding: deflate\r\n"),
        (zlib.compress(b"<rss/>", wbits=-15), "Content-Encoding: deflate\r\n"),
        (gzipped(b"<rss/>"), "Content-Type: application/gzip\r\n"),
        (gzipped(gzipped(b"<rss/>")), "Content-Encoding: gzip\r\n"),
        (b"<rss/>", "Content-Encoding: identity\r\n"),
    ],
)
async def test_every_compression_is_opened(packed: bytes, header: str) -> None:
    assert (await fetch_from(answering(packed, header))).body == b"<rss/>"


@pytest.mark.parametrize(
    ("packed", "encoding", "said"),
    [
        (gzipped(b"<rss/>" * 100)[:-9], "gzip", "ends too early"),
        (b"\x1f\x8b not gzip at all", "gzip", "damaged"),
        (b"whatever", "br", "not asked for"),
    ],
)
async def test_damaged_compression_is_named(packed: bytes, encoding: str, said: str) -> None:
    with pytest.raises(Broken, match=said):
        await fetch_from(answering(packed, f"Content-Encoding: {encoding}\r\n"))


async def test_answer_that_breaks_off() -> None:
    async def short(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"Content-Length: 100\r\n\r\nonly this")

    with pytest.raises(Broken, match="broke off"):
        await fetch_from(short)


async def test_server_that_does_not_speak_http() -> None:
    async def other(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org ESMTP\r\n")

    with pytest.raises(Broken, match="does not speak HTTP"):
        await fetch_from(other)


async def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(Broken, match="refused the connection; check the port"):
        await fetch(f"http://127.0.0.1:{port}/")


async def test_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Broken, match=r"there is no host feeds\.example \(DNS"):
        await fetch("http://feeds.example/")


async def test_certificate_of_an_unknown_authority() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)

    with pytest.raises(Broken, match="certificate that cannot be trusted"):
        await fetch_from(answering(b""), tls=server)


async def test_certificate_of_another_host_though_its_address_was_resolved_by_us() -> None:
    authority, trust = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trust)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.example").configure_cert(server)

    with pytest.raises(Broken, match=r"[Hh]ostname mismatch"):
        await fetch_from(answering(b""), tls=server, verify=trust)


async def test_trusted_certificate() -> None:
    authority, trust = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trust)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)

    assert (await fetch_from(answering(b"safe"), tls=server, verify=trust)).body == b"safe"


async def test_https_toward_a_plain_server() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server, client() as http:
        with pytest.raises(Broken, match=r"write http:// instead"):
            await http.get(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")


@pytest.mark.parametrize("location", ["http://host:port/", "https://"])
async def test_redirect_to_what_is_no_address(location: str) -> None:
    with pytest.raises(Broken, match=r"only http and https|cannot be read"):
        await fetch_from(answering(b"", f"Location: {location}\r\n", "302 Found"))
