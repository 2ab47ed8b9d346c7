"""Bodies are read up to their cap; of one that fails nothing is kept, whoever keeps the error."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from traceback import walk_tb

import pytest

from sources.wire.body import read
from storage.errors import Broken

CHUNK = b"x" * 50_000


async def chunks(count: int, *, then: Exception | None = None) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield CHUNK
        await asyncio.sleep(0)
    if then:
        raise then


async def read_up_to(limit: int, said: AsyncIterator[bytes]) -> bytes:
    return (await read(said, encoding="", where="host.example", limit=limit)).data


async def test_what_is_within_the_cap_is_read_whole() -> None:
    assert await read_up_to(500_000, chunks(10)) == CHUNK * 10


@pytest.mark.parametrize(("limit", "then"), [(500_000, None), (5_000_000, ConnectionResetError("gone"))])
async def test_an_error_that_is_kept_keeps_no_body(limit: int, then: Exception | None) -> None:
    with pytest.raises((Broken, ConnectionResetError)) as caught:
        await read_up_to(limit, chunks(20, then=then))
    held = [value for frame, _ in walk_tb(caught.value.__traceback__) for value in frame.f_locals.values()]
    bodies = [len(value) for value in held if isinstance(value, bytes | bytearray)]
    assert max(bodies) <= len(CHUNK)
