"""What these places know of the past comes whole, goes on after an interruption, and keeps to the day's allowance."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from sources.base import Backfill
from storage.clock import SimulatedClock
from storage.errors import RateLimited
from storage.records import Batch
from tests.worlds.network import NOW, client, network
from tests.worlds.upstream import ASK, FIXTURES, Upstream

KINDS = (
    "appstoreconnect", "facebook", "googlebusiness", "instagram", "reddit", "surveymonkey", "threads", "trustpilot",
    "typeform", "youtube",
)  # fmt: skip
YEAR = timedelta(days=365)


async def past(world: Upstream, cursor: Any = None, most: int = 50, **options: object) -> list[Batch]:
    """The batches since a year ago; `most` of them."""
    source, clock, found = world.source(**options), SimulatedClock(NOW), []
    assert isinstance(source, Backfill)
    async with client(clock=clock) as http:
        batches = source.backfill(network(http, FIXTURES, clock), NOW - YEAR, cursor or {}, ASK)
        async with aclosing(batches) as open:  # type: ignore[type-var]
            async for batch in open:
                found.append(batch)
                if len(found) >= most:
                    break
    return found


@pytest.mark.parametrize("name", KINDS)
async def test_all_that_is_known_of_a_year_comes(name: str, httpserver: HTTPServer):
    world = Upstream(name, httpserver)
    batches = await past(world)
    assert {each.native_id for batch in batches for each in batch.mentions} == {
        each.native_id for batch in await world.whole() for each in batch.mentions
    }
    assert batches[-1].more is False


async def test_it_keeps_to_the_allowance_of_the_day_and_goes_on_where_it_was(httpserver: HTTPServer):
    world = Upstream("youtube", httpserver)
    (batch,) = await past(world, quota=2, most=1)
    with pytest.raises(RateLimited, match="2 of 2 units"):
        await past(world, batch.cursor, quota=2)
    assert len(world.requests) == 2
    (rest,) = await past(world, batch.cursor, quota=3)
    assert [each.native_id for each in rest.mentions] == ["Ugx1"]
    assert len(world.requests) == 3
