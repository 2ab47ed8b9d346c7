"""Forms with a file, which may be of any name, as slow as they like, and never larger than they may be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from listener.web.refusal import Refusal

PATIENCE = 600.0
"""Seconds in which it has to arrive."""
FIELDS, FIELD = 20, 16 * 1024
"""Fields beside the file, and bytes of one."""
KIND = "multipart/form-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What arrived.

    Attributes:
        fields: Of two with one name the last.
        content: Of the file, which lies on the disk where it is large; empty where none was chosen.
        name: Of the file, as whoever sent it wants it to be called.
    """

    fields: dict[str, str]
    content: IO[bytes] | None
    name: str


@asynccontextmanager
async def uploaded(request: Request, largest: int) -> AsyncIterator[Sent]:
    """The form, as long as this lasts. Refusal 413 where it is larger, 408 where it takes too long, 400 where it is
    something else."""
    if not request.headers.get("content-type", "").lower().startswith(KIND):
        raise Refusal(400, "This is not what the form of the page sends", "Go back and try again.")
    room = largest + FIELDS * FIELD
    parser = MultiPartParser(
        request.headers, _bounded(request, room), max_files=1, max_fields=FIELDS, max_part_size=FIELD
    )
    try:
        async with asyncio.timeout(PATIENCE):
            form = await parser.parse()
    except MultiPartException as error:
        raise Refusal(400, "This is not what the form of the page sends", f"{error.message}") from None
    except TimeoutError:
        raise Refusal(408, f"The file did not arrive within {PATIENCE / 60:.0f} minutes", "Send it again.") from None
    try:
        files = [each for _, each in form.multi_items() if isinstance(each, UploadFile)]
        fields = {name: each for name, each in form.multi_items() if isinstance(each, str)}
        file = files[0] if files else None
        yield Sent(fields=fields, content=file.file if file else None, name=(file.filename or "") if file else "")
    finally:
        await form.close()


async def _bounded(request: Request, largest: int) -> AsyncGenerator[bytes, None]:
    told, size = request.headers.get("content-length", ""), 0
    if told.isascii() and told.isdigit() and int(told[:19]) > largest:
        raise _too_large(largest)
    async for part in request.stream():
        size += len(part)
        if size > largest:
            raise _too_large(largest)
        yield part


def _too_large(largest: int) -> Refusal:
    return Refusal(413, f"This is too large: {largest >> 20} MB at most", "Split the file, or use listener import.")
