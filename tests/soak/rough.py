"""How servers misbehave; each answer is bounded, however long its caller would wait."""

from __future__ import annotations

import asyncio
import gzip
from asyncio import StreamWriter
from collections.abc import Awaitable, Callable

LONG = 60
BLOCK = b"x" * 65_536
HUGE = 400
"""Blocks of a huge answer: 26 MB, more than is read of any."""
DRIP = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 100000\r\n\r\n"


def answer(body: bytes, headers: str = "", status: str = "200 OK") -> bytes:
    """One complete answer."""
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


async def hang(_: StreamWriter, __: bytes) -> None:
    await asyncio.sleep(LONG)


async def fail(writer: StreamWriter, _: bytes) -> None:
    writer.write(answer(b"<h1>Internal Server Error</h1>", status="500 Internal Server Error"))


async def garbage(writer: StreamWriter, _: bytes) -> None:
    writer.write(answer(bytes(range(256)) * 40, "Content-Type: application/rss+xml\r\n"))


async def truncate(writer: StreamWriter, body: bytes) -> None:
    packed = gzip.compress(body, mtime=0)
    writer.write(answer(packed[: len(packed) // 2], "Content-Encoding: gzip\r\n"))


async def flood(writer: StreamWriter, _: bytes) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {HUGE * len(BLOCK)}\r\n\r\n".encode())
    for _block in range(HUGE):
        writer.write(BLOCK)
        await writer.drain()


async def loop(writer: StreamWriter, _: bytes) -> None:
    writer.write(answer(b"", "Location: /loop\r\n", "302 Found"))


async def drip(writer: StreamWriter, _: bytes) -> None:
    writer.write(DRIP)
    for _second in range(LONG):
        writer.write(b"<")
        await writer.drain()
        await asyncio.sleep(1)


async def nothing(writer: StreamWriter, _: bytes) -> None:
    writer.write(answer(b""))


async def hang_up(writer: StreamWriter, _: bytes) -> None:
    writer.transport.abort()


async def mislabel(writer: StreamWriter, body: bytes) -> None:
    """Latin-1 under the name of UTF-8: odd, and readable all the same."""
    writer.write(answer(body.decode().encode("latin-1"), "Content-Type: application/rss+xml; charset=utf-8\r\n"))


Manner = Callable[[StreamWriter, bytes], Awaitable[None]]
MANNERS: tuple[Manner, ...] = (hang, fail, garbage, truncate, flood, loop, drip, nothing, hang_up, mislabel)
READABLE: frozenset[Manner] = frozenset({mislabel})
"""Those whose answers can be read."""
