"""What many look at is drawn once, comes in parts that differ, and to each with what is theirs alone."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from listener.actions import incidents
from listener.app import App
from listener.web.app import HERE
from listener.web.drawing import pages
from listener.web.live import admitted, changes
from listener.web.live.board import Board
from listener.web.live.changes import Changes
from listener.web.live.stream import LiveView
from listener.web.posting import Forms
from listener.web.security.visitor import Visitor
from listener.web.views.incident import IncidentView
from listener.web.views.now import NowView
from storage.records import Actor, AddedPerson, PersonRole, Session
from tests.worlds.actors import by
from tests.worlds.incidents import NOW, incident, world

Event = tuple[str, Any]


class Room:
    """The pages of an application, and a count of how often they were drawn."""

    def __init__(self, app: App) -> None:
        show, forms = pages(HERE / "templates", lambda: app.config.zone), Forms(app)
        self.app, self.drawn, self.changes = app, 0, Changes(app)
        views = {"/": NowView(app, show, forms).look, "/incidents/{id:number}": IncidentView(app, show, forms).look}
        router = Router([Route(path, self._counted(look)) for path, look in views.items()])
        self.view = LiveView(app, self.changes, Board(app, router, self.changes))

    def _counted(self, look: Callable[[Request], Any]) -> Callable[[Request], Any]:
        async def counted(request: Request) -> Response:
            self.drawn += 1
            answer: Response = await look(request)
            return answer

        return counted

    async def watch(self, found: Visitor, *shown: str, seen: str = "") -> AsyncIterator[list[Event]]:
        """What a browser of theirs is told, look by look; `seen` is the state in which its pages were drawn."""
        query = "&".join(f"page={page}&seen={seen}" for page in shown).encode()
        scope = {"type": "http", "method": "GET", "path": "/live", "query_string": query, "headers": []}
        answer = await self.view.look(Request({**scope, "state": {"visitor": found}}))
        async for text in answer.body_iterator:  # type: ignore[attr-defined]
            events = re.findall(r"event: (\w+)\n(?:id: .*\n)?data: (.*)\n\n", text)
            if events:
                yield [(kind, json.loads(data)) for kind, data in events]


def visitor(name: str, role: PersonRole = "responder") -> Visitor:
    return Visitor(actor=Actor(name=name, role=role, via="view"), who=name, key=f"key of {name}")


async def test_two_who_see_the_same_cause_one_drawing_and_get_what_differs(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _), Opened(app) as room:
        both = [room.watch(visitor(name), "/") for name in ("Mia", "Bo")]
        first = [await anext(each) for each in both]
        assert room.drawn == 1
        for (kind, told), (word, named) in first:
            assert (kind, told["page"], word, named) == ("parts", "/", "beat", ["/"])
            assert {"title", "lead", "opened", "brands"} <= set(told["parts"])
        await incidents.note(app, 1, "not on this page", by("Ann"))
        [(_, told), (word, _)] = await anext(both[0])
        assert (set(told["parts"]), word) == (set(), "change"), "only what differs"
        assert set(told["there"]) == set(first[0][0][1]["parts"]), "so that what is there no more can go"
        await incidents.acknowledge(app, 1, by("Ann"))
        [(_, told), _] = await anext(both[0])
        assert "Ann has it" in told["parts"]["opened"]
        assert {"opened", "title"} <= set(told["parts"]) < set(first[0][0][1]["parts"])
        assert room.drawn == 3


async def test_a_page_that_was_just_drawn_does_not_come_again_before_something_has_changed(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _), Opened(app) as room:
        fresh = room.watch(visitor("Mia"), "/", seen=app.store.pulse())
        assert (await anext(fresh), room.drawn) == ([("beat", [])], 0)
        await incidents.acknowledge(app, 1, by("Ann"))
        [(kind, told), (word, named)] = await anext(fresh)
        assert (kind, word, named) == ("parts", "change", ["/"])
        assert "Ann has it" in told["parts"]["opened"]
        assert set(told["parts"]) == set(told["there"]), "what else differs since then came with it"
        late = room.watch(visitor("Bo"), "/", seen="before")
        assert (await anext(late))[0][0] == "parts", "what changed while it was on its way"


async def test_each_gets_forms_of_their_own_that_act(tmp_path: Path) -> None:
    async with world(tmp_path, incident(severity=1)) as (app, _), Opened(app) as room:
        mia, bo = [(await anext(room.watch(visitor(name), "/")))[0][1]["parts"]["opened"] for name in ("Mia", "B<o")]
        assert 'name="who" value="Mia"' in mia
        assert 'name="who" value="B&lt;o"' in bo
        tokens = [re.findall(r'name="token" value="([^"]+)"', each) for each in (mia, bo)]
        assert tokens[0]
        assert not set(tokens[0]) & set(tokens[1]), "each form acts once"
        [known] = app.store.incidents()
        await Forms(app).once(tokens[0][0], known)


async def test_whoever_the_page_is_about_gets_a_drawing_of_their_own(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _), Opened(app) as room:
        await incidents.acknowledge(app, 1, by("Mia"))
        seen = {}
        for name in ("Mia", "Bo", "Cy"):
            [(_, told), _] = await anext(room.watch(visitor(name), "/"))
            seen[name] = told["parts"]["opened"]
        assert 'class="who me"' in seen["Mia"]
        assert 'class="who me"' not in seen["Bo"]
        assert seen["Bo"] == seen["Cy"]
        assert room.drawn == 2, "one for Mia, one for all others"


async def test_roles_see_what_is_theirs_to_do(tmp_path: Path) -> None:
    async with world(tmp_path, incident(severity=1)) as (app, _), Opened(app) as room:
        told = [
            (await anext(room.watch(visitor("Mia", role), "/")))[0][1]["parts"]["opened"]
            for role in ("responder", "observer")
        ]
        assert ["acknowledge" in each for each in told] == [True, False]


async def test_a_page_that_cannot_be_told_is_not_named(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _), Opened(app) as room:
        [(word, named)] = await anext(room.watch(visitor("Mia"), "/incidents/7", "/elsewhere"))
        assert (word, named) == ("beat", [])
        [*parts, (_, named)] = await anext(room.watch(visitor("Mia"), "/incidents/7", "/incidents/1"))
        assert [kind for kind, _ in parts] == ["parts"]
        assert named == ["/incidents/1"]


async def test_a_page_that_fails_cuts_nobody_s_stream(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _), Opened(app) as room:
        with patch.object(app.store, "source_states", side_effect=ZeroDivisionError):
            [(word, named)] = await anext(room.watch(visitor("Mia"), "/"))
        assert (word, named) == ("beat", [])
        [(kind, _), (_, named)] = await anext(room.watch(visitor("Mia"), "/"))
        assert (kind, named) == ("parts", ["/"])


async def test_the_stream_ends_when_whoever_looks_may_not_any_more(tmp_path: Path) -> None:
    async with world(tmp_path, incident(severity=1)) as (app, _), Opened(app) as room:
        app.store.add_person(AddedPerson(name="Zoe", role="responder", added_at=NOW, added_by="test"))
        session = Session(digest="d", person="Zoe", way="password", began_at=NOW, seen_at=NOW)
        app.store.begin_session(session)
        with patch.object(admitted, "TRUSTED", -1.0):
            events = room.watch(replace(visitor("Zoe"), session=session), "/")
            await anext(events)
            app.store.change_person(AddedPerson(name="Zoe", role="observer", added_at=NOW, added_by="test"))
            await incidents.note(app, 1, "a change", by("Ann"))
            [(_, told), _] = await anext(events)
            assert "You observe" in told["parts"]["opened"], "as an observer from now on"
            app.store.end_session("d")
            await incidents.note(app, 1, "another", by("Ann"))
            assert [each async for each in events] == []


async def test_who_else_has_an_incident_open_is_told_as_they_come_and_go(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _), Opened(app) as room:
        mia, bo = (room.watch(visitor(name), "/incidents/1?span=7d", "/") for name in ("Mia", "Bo"))
        await anext(mia)
        await anext(bo)
        seen = [each for each in await anext(mia) if each[0] == "looking"]
        assert seen == [("looking", {"page": "/incidents/1", "names": ["Bo"]})]
        await bo.aclose()  # type: ignore[attr-defined]
        while not (seen := [each for each in await anext(mia) if each[0] == "looking"]):
            pass
        assert seen == [("looking", {"page": "/incidents/1", "names": []})]


async def test_many_changes_are_shown_once_and_drawing_takes_a_part_of_the_time(tmp_path: Path) -> None:
    async with world(tmp_path, incident()) as (app, _):
        watched = Changes(app)
        rests: list[float] = []

        async def sleep(seconds: float) -> None:
            rests.append(seconds)

        with patch.object(watched._wall, "sleep", sleep):
            watched.spent(0.18)
            await watched._rest()
            await watched._rest()
            watched.spent(60)
            await watched._rest()
        pace = pytest.approx([0.75, 0.5, 0.75, 0.0, 0.75, 1.0])
        assert rests == pace, "what took 180 ms is told again after 1.5 seconds, and anything after two"


class Opened:
    """A room that is closed in the end, at a pace that no test waits for."""

    def __init__(self, app: App) -> None:
        self._app, self._quick = app, patch.multiple(changes, PACE=0.02, EVERY=0.01, SHARE=1e9)

    async def __aenter__(self) -> Room:
        self._quick.start()
        self._room = Room(self._app)
        return self._room

    async def __aexit__(self, *_: object) -> None:
        await self._room.changes.close()
        await asyncio.sleep(0)
        self._quick.stop()
