"""What every source that is listened to owes the rest; a new one is found by itself, and brings what its place sent."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response as Answer

from sources.base import sources
from storage.clock import SimulatedClock
from storage.errors import Broken, RateLimited, SourceError, Unauthorised
from storage.intake.storable import storable
from storage.records import Batch, Cursor
from tests.worlds.live import saying, websocket
from tests.worlds.network import NOW, client, network
from tests.worlds.upstream import ASK, FIXTURES, SECRET, Upstream, settings_with_secrets

STREAMS = [name for name in sources.all() if hasattr(sources.get(name), "stream")]
OTHERS = ["", "{}", "[]", "null", "3", '"x"', "[[[", "<p>hello</p>", '{"kind": {}}', '{"event": "update"}']


@pytest.fixture(params=STREAMS)
def world(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Upstream:
    return Upstream(request.param, httpserver)


@asynccontextmanager
async def address(
    world: Upstream, lines: list[str] | None = None, refusal: int | None = None
) -> AsyncIterator[dict[str, str]]:
    """The options with which it is heard; where it is a WebSocket, one that sends these lines, or the recorded ones."""
    if "stream" not in world.plan:
        yield {}
        return
    recorded = (world.folder / world.plan["stream"]).read_text("utf-8").splitlines()
    async with websocket(saying(*(recorded if lines is None else lines)), refusal) as url:
        yield {"url": url}


async def hear(
    world: Upstream, cursor: Cursor | None = None, lines: list[str] | None = None, **more: Any
) -> tuple[list[Batch], SourceError]:
    """Everything until the connection ends, and why it ended."""
    found: list[Batch] = []
    clock = SimulatedClock(NOW)
    async with address(world, lines) as options, client(clock=clock) as http:
        source = world.source(**options, **more)
        async with aclosing(source.stream(network(http, FIXTURES, clock), cursor or {}, ASK)) as batches:
            try:
                async for batch in batches:
                    found.append(batch)  # noqa: PERF401 (those before the end count)
            except SourceError as ended:
                return found, ended
    raise AssertionError("it ended, and did not say why")


async def test_it_hears_what_is_sent(world: Upstream) -> None:
    batches, ended = await hear(world)

    mentions = {mention.native_id: mention for batch in batches for mention in batch.mentions}
    assert len(mentions) == world.plan["items"]
    assert [id for batch in batches for id in batch.deleted] == world.plan["deleted"]
    assert [id for batch in batches for id in batch.edited] == world.plan["edited"]
    assert [batch for batch in batches if batch.partial or batch.refused] == []
    assert all(storable(mention, NOW)[1] == () for mention in mentions.values())
    assert isinstance(ended, Broken)


async def test_the_first_batch_says_that_it_is_connected(world: Upstream) -> None:
    batches, _ = await hear(world)
    assert (batches[0].mentions, batches[0].events) == ((), 0)
    assert sum(batch.events for batch in batches) >= world.plan["items"]


async def test_the_first_post_says_what_its_event_says(world: Upstream) -> None:
    batches, _ = await hear(world)
    first = next(mention for batch in batches for mention in batch.mentions)
    for path, value in world.plan["first"].items():
        found: Any = first
        for name in path.split("."):
            found = found[name] if isinstance(found, dict) else getattr(found, name)
        assert found == value, path


async def test_nothing_that_it_says_was_said_in_the_future(world: Upstream) -> None:
    batches, _ = await hear(world)
    for mention in (mention for batch in batches for mention in batch.mentions):
        assert mention.published_at is None or mention.published_at <= NOW
        assert mention.collected_at == NOW


async def test_the_cursor_survives_the_store(world: Upstream) -> None:
    batches, _ = await hear(world)
    cursor = batches[-1].cursor
    assert cursor
    assert json.loads(json.dumps(cursor)) == cursor


async def test_kind_and_language_of_the_options_are_used(world: Upstream) -> None:
    batches, _ = await hear(world, kind="mail", language="fr")
    assert {mention.kind for batch in batches for mention in batch.mentions} == {"mail"}


@pytest.mark.parametrize("line", OTHERS)
async def test_what_is_no_event_costs_the_others_nothing(world: Upstream, line: str) -> None:
    if "stream" not in world.plan:
        pytest.skip("the tests of its own try it")
    recorded = (world.folder / world.plan["stream"]).read_text("utf-8").splitlines()
    batches, _ = await hear(world, lines=[line, *recorded])
    assert sum(len(batch.mentions) for batch in batches) == world.plan["items"]
    assert sum(len(batch.refused) for batch in batches) == 1
    assert any(batch.partial for batch in batches)


@pytest.mark.parametrize(("status", "error"), [(401, Unauthorised), (429, RateLimited), (404, Broken), (500, Broken)])
async def test_a_refusal_is_what_it_says(world: Upstream, status: int, error: type[SourceError]) -> None:
    world.refusal, clock = Answer(status=status), SimulatedClock(NOW)
    async with address(world, refusal=status) as options, client(clock=clock) as http:
        source = world.source(**options, **settings_with_secrets(world.name))
        with pytest.raises(error) as caught:
            await anext(aiter(source.stream(network(http, FIXTURES, clock), {}, ASK)))
    assert str(status) in str(caught.value)
    assert SECRET not in str(caught.value)


def test_every_stream_is_tried() -> None:
    assert {"bluesky", "mastodon-stream"} <= set(STREAMS)
