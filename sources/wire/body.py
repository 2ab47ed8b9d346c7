"""Reading a body that may be endless, huge or a compression bomb."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Protocol

from storage.errors import Broken

STEP = 1 << 20
# Text compresses to a tenth; what grows two hundredfold past the first megabyte is made to hurt.
RATIO = 200
GZIP = b"\x1f\x8b"
# The last two are not encodings, but servers say them.
NO_ENCODING = frozenset({"", "identity", "none", "utf-8"})


class Decoder(Protocol):
    """Turns received bytes into content."""

    def feed(self, data: bytes) -> bytes: ...

    def finish(self) -> None:
        """Raises Broken if the content ended too early."""
        ...


class Identity:
    """No compression."""

    def feed(self, data: bytes) -> bytes:
        return data

    def finish(self) -> None:
        return


class Inflate:
    """gzip (of any number of members), zlib or raw deflate, with caps on size and growth."""

    def __init__(self, where: str, limit: int) -> None:
        self._where, self._limit = where, limit
        self._received = self._produced = 0
        self._inflater: zlib._Decompress | None = None

    def feed(self, data: bytes) -> bytes:
        self._received += len(data)
        parts: list[bytes] = []
        try:
            while data:
                piece, data = self._step(data)
                self._check(len(piece))
                parts.append(piece)
        except zlib.error as error:
            raise Broken(f"{self._where} sent compressed data that is damaged ({error})") from error
        return b"".join(parts)

    def finish(self) -> None:
        if self._inflater and not self._inflater.eof:
            raise Broken(f"{self._where} sent compressed data that ends too early")

    def _step(self, data: bytes) -> tuple[bytes, bytes]:
        if self._inflater is None:
            self._inflater = zlib.decompressobj(_window(data))
        if self._inflater.eof:
            if not data.startswith(GZIP):
                return b"", b""
            self._inflater = zlib.decompressobj(_window(data))
        piece = self._inflater.decompress(data, STEP)
        return piece, self._inflater.unconsumed_tail or self._inflater.unused_data

    def _check(self, produced: int) -> None:
        self._produced += produced
        if self._produced > self._limit:
            raise too_large(self._where, self._limit)
        if self._produced > STEP and self._produced > RATIO * self._received:
            raise Broken(f"{self._where} sent a compression bomb ({self._received:,} bytes that never stop growing)")


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


async def read(chunks: AsyncIterator[bytes], *, encoding: str, where: str, limit: int) -> bytes:
    """The whole content, never more than `limit` bytes; gzip files that are not declared as such are opened too.
    Raises Broken."""
    opened, parts, received, size = decoder(encoding, where, limit), [], 0, 0
    async for chunk in chunks:
        received += len(chunk)
        piece = opened.feed(chunk)
        size += len(piece)
        if max(size, received) > limit:
            raise too_large(where, limit)
        parts.append(piece)
    opened.finish()
    return unpacked(b"".join(parts), where=where, limit=limit)


def unpacked(content: bytes, *, where: str, limit: int) -> bytes:
    """The content of a gzip file, or the bytes as they are."""
    if not content.startswith(GZIP):
        return content
    inner = Inflate(where, limit)
    data = inner.feed(content)
    inner.finish()
    return data


def too_large(where: str, limit: int) -> Broken:
    """The error for a body beyond the cap."""
    return Broken(f"{where} sent more than {limit / 1e6:.0f} MB and was cut off; nothing of it was used")
