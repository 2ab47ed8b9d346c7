"""What every source that knows the past owes the rest; one that knows none says so, and what helps.

A new one is found by itself, see test_source.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from sources.base import Backfill, sources
from storage.clock import SimulatedClock
from storage.records import Batch
from tests.worlds.network import NOW, client, network
from tests.worlds.upstream import ASK, FIXTURES, Upstream, with_letters

NAMES = list(sources.all())
KNOWING = [name for name in NAMES if issubclass(sources.get(name), Backfill)]
WEEK = 7 * 24 * 60
"""Minutes."""
MANY = 50
"""More batches than any fixture fills."""


@pytest.fixture(params=KNOWING)
def world(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Iterator[Upstream]:
    with with_letters(Upstream(request.param, httpserver)) as world:
        yield world


async def past(world: Upstream, cursor: Any = None, most: int = MANY) -> list[Batch]:
    """The next batches, `most` of them, of a source that was made anew."""
    source, clock, found = world.source(), SimulatedClock(NOW), list[Batch]()
    back = timedelta(minutes=world.plan.get("past", WEEK))
    async with client(clock=clock) as http:
        batches = source.backfill(network(http, FIXTURES, clock), NOW - back, cursor or {}, ASK)
        async with aclosing(batches):
            async for batch in batches:
                found.append(batch)
                if len(found) >= most:
                    break
    return found


def ids(batches: list[Batch]) -> set[str]:
    return {mention.native_id for batch in batches for mention in batch.mentions}


async def test_all_that_is_known_comes_and_then_it_ends(world: Upstream):
    batches = await past(world)
    assert len(batches) < MANY
    assert batches[-1].more is False
    assert ids(batches) == ids(await world.whole()) != set()
    found = [mention for batch in batches for mention in batch.mentions]
    known = {mention.native_id: mention for mention in found}
    assert [mention for mention in found if mention != known[mention.native_id]] == []


async def test_one_that_is_interrupted_after_every_batch_brings_the_same(world: Upstream):
    steps = await past(world, most=1)
    while steps[-1].more and len(steps) < MANY:
        steps += await past(world, json.loads(json.dumps(steps[-1].cursor)), most=1)
    whole = await past(world)
    assert len(steps) == len(whole)
    assert ids(steps) == ids(whole)


@pytest.mark.parametrize("name", NAMES)
def test_one_that_knows_none_says_why(name: str):
    assert name in KNOWING or sources.get(name).about.past
