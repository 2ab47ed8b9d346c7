"""Open pages hear of every change once, and of the one that they missed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from unittest.mock import patch

from starlette.requests import Request
from starlette.routing import Router

from listener.actions import incidents
from listener.app import App
from listener.web.live import changes
from listener.web.live.board import Board
from listener.web.live.changes import Changes
from listener.web.live.stream import LiveView
from tests.worlds.actors import by
from tests.worlds.incidents import world

MIA = by("Mia")


def asked(after: str = "") -> Request:
    return Request(
        {"type": "http", "method": "GET", "path": "/live", "query_string": f"after={after}".encode(), "headers": []}
    )


def _live(app: App, watched: Changes) -> LiveView:
    return LiveView(app, watched, Board(app, Router([]), watched))


async def test_everybody_who_waits_is_told_of_a_change_with_one_look_at_the_store(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        watched = Changes(app)
        known = await watched.look()
        waiting = [asyncio.create_task(watched.after(known)) for _ in range(200)]
        await asyncio.sleep(0)
        with patch.object(app.store, "pulse", wraps=app.store.pulse) as pulse:
            await incidents.acknowledge(app, 1, MIA)
            states = set(await asyncio.wait_for(asyncio.gather(*waiting), 10))
        assert len(states) == 1
        assert states.pop().state != known.state
        assert pulse.call_count < 10


async def test_whoever_comes_back_is_told_at_once_what_was_missed(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        watched = Changes(app)
        view = _live(app, watched)
        known = await watched.state()
        await incidents.note(app, 1, "meanwhile", MIA)
        answer = await view.look(asked(known))
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = aiter(answer.body_iterator)  # type: ignore[attr-defined]
        assert (await anext(events)).startswith("retry:")
        first = await anext(events)
        assert first.startswith("event: change\n")
        assert f"id: {await watched.state()}\n" in first
        await events.aclose()
        fresh = await view.look(asked(await watched.state()))
        events = aiter(fresh.body_iterator)  # type: ignore[attr-defined]
        await anext(events)
        assert (await anext(events)).startswith("event: beat\n")
        await events.aclose()


async def test_while_nothing_changes_there_are_beats_and_an_end_when_the_service_stops(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        watched = Changes(app)
        known = await watched.look()
        with patch.object(changes, "BEAT", 0.05):
            assert (await watched.after(known)).state == known.state
        ending = asyncio.create_task(watched.after(known))
        await asyncio.sleep(0)
        await watched.close()
        assert (await asyncio.wait_for(ending, 5)).state == known.state
        answer = await _live(app, watched).look(asked())
        assert len([event async for event in answer.body_iterator]) == 2  # type: ignore[attr-defined]


async def test_an_id_that_is_none_of_ours_is_harmless(tmp_path: Path) -> None:
    async with world(tmp_path) as (app, _):
        answer = await _live(app, watched := Changes(app)).look(asked("x%0Aevent:%20evil%0A%0A"))
        events = aiter(answer.body_iterator)  # type: ignore[attr-defined]
        text = await anext(events) + await anext(events)
        assert "evil" not in text
        await events.aclose()
        await watched.close()
