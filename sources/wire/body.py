"""Reading a body that may be endless, huge, in crumbs or a compression bomb, without holding up anything else."""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Protocol

from storage.errors import Broken

# zlib copies what is left of its input at every call: in small slices that stays linear.
SLICE = 1 << 14
# One call produces so much at most, which takes about a millisecond.
STEP = 1 << 18
# After so many pieces everything else has its turn.
TURN = 8
# Text compresses to a tenth; what grows two hundredfold past the first megabyte is made to hurt.
RATIO, UNSUSPECTED = 200, 1 << 20
# Tools that write one file as many members make them of 64 KB and more.
MEMBERS = 1_000
GZIP = b"\x1f\x8b"
# The last two are not encodings, but servers say them.
NO_ENCODING = frozenset({"", "identity", "none", "utf-8"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body, complete and opened.

    Attributes:
        digest: Of `data`, in hexadecimal.
    """

    data: bytes
    digest: str


class Decoder(Protocol):
    """Turns received bytes into content."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The content in pieces, each the work of a moment."""
        ...

    def finish(self) -> None:
        """Raises Broken if the content ended too early."""
        ...


class Identity:
    """No compression."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def finish(self) -> None:
        return


class Inflate:
    """gzip (of several members), zlib or raw deflate, with caps on size, growth and members."""

    def __init__(self, where: str, limit: int) -> None:
        self._where, self._limit = where, limit
        self._received = self._produced = self._members = 0
        self._inflater: zlib._Decompress | None = None
        self._start = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), SLICE):
            yield from self._slice(data[at : at + SLICE])

    def finish(self) -> None:
        if self._start if self._inflater is None else not self._inflater.eof:
            raise Broken(f"{self._where} sent compressed data that ends too early")

    def _slice(self, data: bytes) -> Iterator[bytes]:
        self._received += len(data)
        full = False
        while data or full:
            if self._inflater is None or self._inflater.eof:
                data = self._begin(self._start + data)
                if not data or self._inflater is None:
                    return
            piece, data = self._step(self._inflater, data)
            full = len(piece) == STEP
            yield piece

    def _begin(self, data: bytes) -> bytes:
        """Start with a member; what is to be done of the data, none if too little is there or it is no member."""
        self._start = data if len(data) < len(GZIP) else b""
        if self._start:
            return b""
        if self._members and not data.startswith(GZIP):
            return b""  # padding behind the last member
        self._members += 1
        if self._members > MEMBERS:
            raise Broken(f"{self._where} sent compressed data in more than {MEMBERS:,} members; nothing of it was used")
        self._inflater = zlib.decompressobj(_window(data))
        return data

    def _step(self, inflater: zlib._Decompress, data: bytes) -> tuple[bytes, bytes]:
        try:
            piece = inflater.decompress(data, STEP)
        except zlib.error as error:
            raise Broken(f"{self._where} sent compressed data that is damaged ({error})") from error
        self._produced += len(piece)
        if self._produced > self._limit:
            raise too_large(self._where, self._limit)
        if self._produced > UNSUSPECTED and self._produced > RATIO * self._received:
            raise Broken(f"{self._where} sent a compression bomb ({self._received:,} bytes that never stop growing)")
        return piece, inflater.unused_data if inflater.eof else inflater.unconsumed_tail


class Undeclared:
    """A gzip file that is not declared as such, or the bytes as they are: their beginning tells."""

    def __init__(self, where: str, limit: int) -> None:
        self._where, self._limit = where, limit
        self._start = b""
        self._chosen: Decoder | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._chosen is None:
            self._start = data = self._start + data
            if len(data) < len(GZIP):
                return
            self._chosen = Inflate(self._where, self._limit) if data.startswith(GZIP) else Identity()
        yield from self._chosen.feed(data)

    def rest(self) -> bytes:
        """A content that is too short to tell."""
        return b"" if self._chosen else self._start

    def finish(self) -> None:
        if self._chosen:
            self._chosen.finish()


def _window(data: bytes) -> int:
    if data.startswith(GZIP):
        return 31
    # A zlib header is 0x?8 and a checksum over two bytes; some servers send raw deflate under the same name.
    return 15 if len(data) > 1 and data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0 else -15


def decoder(encoding: str, where: str, limit: int) -> Decoder:
    """The decoder for a Content-Encoding."""
    names = [name for name in encoding.lower().replace(" ", "").split(",") if name not in NO_ENCODING]
    if not names:
        return Identity()
    if len(names) == 1 and names[0] in {"gzip", "x-gzip", "deflate"}:
        return Inflate(where, limit)
    raise Broken(f"{where} sent a body compressed as {encoding[:40]!r}, which was not asked for and is not understood")


async def read(chunks: AsyncIterator[bytes], *, encoding: str, where: str, limit: int) -> Content:
    """The whole content, never more than `limit` bytes; gzip files that are not declared as such are opened too.
    Raises Broken."""
    content = bytearray()
    try:
        digest = await _read(content, chunks, encoding, where, limit)
    except BaseException:
        content.clear()  # as long as somebody keeps the error it keeps this frame, and all that came so far
        raise
    return Content(data=bytes(content), digest=digest)


async def _read(content: bytearray, chunks: AsyncIterator[bytes], encoding: str, where: str, limit: int) -> str:
    """Fill it; the digest of what came. Raises Broken."""
    declared, undeclared = decoder(encoding, where, limit), Undeclared(where, limit)
    digest, received, pieces = hashlib.blake2b(digest_size=16), 0, 0
    async for chunk in chunks:
        received += len(chunk)
        for piece in (piece for part in declared.feed(chunk) for piece in undeclared.feed(part)):
            content += piece
            digest.update(piece)
            pieces += 1
            if max(len(content), received) > limit:
                raise too_large(where, limit)
            if pieces % TURN == 0:
                await asyncio.sleep(0)
    declared.finish()
    undeclared.finish()
    content += undeclared.rest()
    digest.update(undeclared.rest())
    return digest.hexdigest()


def too_large(where: str, limit: int) -> Broken:
    """The error for a body beyond the cap."""
    return Broken(f"{where} sent more than {limit / 1e6:.0f} MB and was cut off; nothing of it was used")
