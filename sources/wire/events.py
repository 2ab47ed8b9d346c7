"""Server-sent events, from bytes; see https://html.spec.whatwg.org/multipage/server-sent-events.html."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from sources.base import Message
from storage.errors import Broken

LONGEST = 1_000_000
_LINE = re.compile(rb"\r\n|\n|\r(?=.)", re.DOTALL)  # a \r at the very end may be half of \r\n


@dataclass(slots=True)
class _Event:
    name: str = ""
    data: list[str] = field(default_factory=list)
    size: int = 0


async def events(chunks: AsyncIterator[bytes], where: str) -> AsyncIterator[Message]:
    """The events of a stream that have data; one that is cut off in the middle is none. Raises Broken for one that is
    larger than a megabyte."""
    event = _Event()
    async for line in _lines(chunks, where):
        if line:
            _take(event, line)
        elif event.data:
            yield Message("\n".join(event.data), event.name)
        event = event if line else _Event()
        if event.size > LONGEST:
            raise _too_large(where)


async def _lines(chunks: AsyncIterator[bytes], where: str) -> AsyncIterator[str]:
    rest, is_first = bytearray(), True
    async for chunk in chunks:
        may_end = b"\n" in chunk or b"\r" in chunk or rest.endswith(b"\r")
        rest += chunk
        if len(rest) > LONGEST + len(chunk):
            raise _too_large(where)
        if not may_end:
            continue  # what has no end yet is not looked through again and again
        *lines, rest = map(bytearray, _LINE.split(rest))
        for line in lines:
            text = line.decode("utf-8", "replace")
            yield text.removeprefix("\ufeff") if is_first else text
            is_first = False


def _take(event: _Event, line: str) -> None:
    name, _, value = line.partition(":")
    value = value.removeprefix(" ")
    if name == "event":
        event.name = value
    elif name == "data":
        event.data.append(value)
        event.size += len(value)


def _too_large(where: str) -> Broken:
    return Broken(f"{where} sent an event of more than {LONGEST // 1_000_000} MB; the connection was closed")
