"""The store behind an event loop: writes take turns, and none is lost at the end."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from threading import get_ident

import pytest

from storage.async_face import AsyncFace
from storage.errors import StoreError
from storage.opening import locate, open_store


async def test_writes_happen_on_one_thread_in_the_order_asked_for(tmp_path: Path) -> None:
    face = AsyncFace(open_store(locate(tmp_path / "listener.db")))
    seen: list[tuple[int, int]] = []

    def slow_at_first(number: int) -> None:
        time.sleep(0.05 if number == 0 else 0)
        seen.append((number, get_ident()))

    await asyncio.gather(*(face.write(slow_at_first, number) for number in range(5)))
    face.close()
    assert [number for number, _ in seen] == [0, 1, 2, 3, 4]
    assert len({thread for _, thread in seen} - {get_ident()}) == 1


async def test_the_last_write_is_finished_before_the_store_is_closed(tmp_path: Path) -> None:
    place = locate(tmp_path / "listener.db")
    face = AsyncFace(open_store(place))

    def slow() -> None:
        time.sleep(0.1)
        face.store.note("last", "word")

    writing = asyncio.create_task(face.write(slow))
    await asyncio.sleep(0)
    await asyncio.to_thread(face.close)
    await writing
    with pytest.raises(StoreError, match="closed"):
        face.store.note("last")
    again = open_store(place, "read")
    assert again.note("last") == "word"
    again.close()
