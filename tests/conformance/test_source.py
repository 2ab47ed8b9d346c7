"""What every source owes the rest, whoever wrote it.

A new source is found by itself; it brings tests/fixtures/NAME/conformance.toml, which says how to poll it.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.base import Options, Source, sources
from storage.clock import SimulatedClock
from storage.errors import SourceError
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, client, network

FIXTURES = Path(__file__).parents[1] / "fixtures"
NAMES = list(sources.all())


class World:
    """A server and a folder that hold what a source's fixture folder holds."""

    def __init__(self, name: str, server: HTTPServer) -> None:
        self.name, self.folder, self.server = name, FIXTURES / name, server
        self.plan: dict[str, Any] = tomllib.loads((self.folder / "conformance.toml").read_text("utf-8"))
        server.expect_request(re.compile("/.*")).respond_with_handler(self._serve)

    def _serve(self, request: Request) -> Answer:
        path = self.folder / request.path.lstrip("/")
        return Answer(path.read_bytes()) if path.is_file() else Answer(status=404)

    def source(self, part: str = "options", **more: object) -> Source:
        """The source with the options of one part of its plan."""
        places = {"server": self.server.url_for("").rstrip("/"), "folder": str(self.folder)}
        filled = {
            key: value.format(**places) if isinstance(value, str) else value for key, value in self.plan[part].items()
        }
        found: Any = sources.get(self.name).model_validate({"name": "conformance", **filled, **more})
        return found  # type: ignore[no-any-return]

    async def poll(self, cursor: Cursor | None = None, part: str = "options", **more: object) -> Batch:
        """One poll, at a time that stands still."""
        clock = SimulatedClock(NOW)
        async with client(clock=clock) as http:
            return await self.source(part, **more).poll(network(http, FIXTURES, clock), cursor or {}, Ask())


@pytest.fixture(params=NAMES)
def world(request: pytest.FixtureRequest, httpserver: HTTPServer) -> World:
    return World(request.param, httpserver)


def test_the_first_sources_are_found() -> None:
    assert {"rss", "file"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_option_says_what_it_is_for(name: str) -> None:
    kind = sources.get(name)

    assert issubclass(kind, Options)
    assert kind.__doc__
    assert kind.__doc__ != Options.__doc__
    assert [option for option, field in kind.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("name", NAMES)
def test_unknown_options_are_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="no_such_option"):
        sources.get(name).model_validate({"name": "x", "no_such_option": 1})


async def test_it_collects_what_is_there(world: World) -> None:
    batch = await world.poll()

    assert len(batch.mentions) == world.plan["items"]
    assert len({mention.native_id for mention in batch.mentions}) == len(batch.mentions)
    assert not batch.unchanged
    for mention in batch.mentions:
        assert mention.native_id
        assert mention.title or mention.text
        assert mention.collected_at == NOW
        assert mention.published_at is None or mention.published_at <= NOW + timedelta(days=1)
        assert (mention.id, mention.revision, mention.story_id) == (None, 1, None)


async def test_a_second_poll_adds_nothing(world: World) -> None:
    first = await world.poll()
    second = await world.poll(first.cursor)

    assert {mention.native_id for mention in second.mentions} <= {mention.native_id for mention in first.mentions}


async def test_without_its_cursor_it_finds_the_same(world: World) -> None:
    assert (await world.poll()).mentions == (await world.poll()).mentions


async def test_the_cursor_survives_the_store(world: World) -> None:
    cursor = (await world.poll()).cursor

    assert json.loads(json.dumps(cursor)) == cursor
    assert (await world.poll(json.loads(json.dumps(cursor)))).cursor == (await world.poll(cursor)).cursor


async def test_kind_and_language_of_the_options_are_used(world: World) -> None:
    assert {mention.kind for mention in (await world.poll(kind="forum")).mentions} == {"forum"}
    assert all(mention.language for mention in (await world.poll(language="en")).mentions)


async def test_what_is_broken_is_a_source_error_that_says_where(world: World) -> None:
    with pytest.raises(SourceError, match="no-such-file"):
        await world.poll(part="broken")
