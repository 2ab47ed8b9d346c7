"""What all see alike is read once for each change, and anew where reading failed or time has passed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from listener.web.live.shared import FRESH, Shared
from tests.worlds.incidents import NOW, incident, world


async def test_many_who_look_at_once_cause_one_reading_until_something_changes(tmp_path: Path) -> None:
    done: list[int] = []

    def work() -> int:
        done.append(1)
        return len(done)

    async with world(tmp_path) as (app, clock):
        shared = Shared(app)
        assert await asyncio.gather(*(shared.read("a", work) for _ in range(20))) == [1] * 20
        await app.write(app.store.commit_incident, incident(key="b"), ())
        assert await shared.read("a", work) == 2
        assert await shared.read("other", work) == 3
        clock.move_to(NOW + FRESH)
        assert await shared.read("a", work) == 4
        app.adopt(app.config)
        assert await shared.read("a", work) == 5


async def test_what_failed_is_tried_anew(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        shared = Shared(app)
        with pytest.raises(ZeroDivisionError):
            await shared.read("a", lambda: 1 // 0)
        assert await shared.read("a", lambda: 7) == 7
