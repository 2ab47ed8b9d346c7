"""Walks into the past: every listing to its end, and within the day's allowance."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from sources.apis import walk
from sources.apis.page import Page
from sources.apis.walk import Pace, Step
from sources.base import Backfill
from storage.clock import SimulatedClock
from storage.errors import Broken, RateLimited
from storage.records import Batch
from tests.worlds.mentions import mention
from tests.worlds.network import NOW, client, network
from tests.worlds.upstream import ASK, FIXTURES, Upstream

YEAR = timedelta(days=365)


async def past(
    world: Upstream, cursor: Any = None, most: int = 50, since: datetime = NOW - YEAR, **options: object
) -> list[Batch]:
    """The batches since a time, a year ago if none is given; `most` of them."""
    source, clock, found = world.source(**options), SimulatedClock(NOW), []
    assert isinstance(source, Backfill)
    async with client(clock=clock) as http:
        batches = source.backfill(network(http, FIXTURES, clock), since, cursor or {}, ASK)
        async with aclosing(batches) as open:  # type: ignore[type-var]
            async for batch in open:
                found.append(batch)
                if len(found) >= most:
                    break
    return found


async def test_it_keeps_to_the_allowance_of_the_day_and_goes_on_where_it_was(httpserver: HTTPServer):
    world = Upstream("youtube", httpserver)
    (batch,) = await past(world, quota=2, most=1)
    with pytest.raises(RateLimited, match="2 of 2 units"):
        await past(world, batch.cursor, quota=2)
    assert len(world.requests) == 2
    (rest,) = await past(world, batch.cursor, quota=3)
    assert [each.native_id for each in rest.mentions] == ["Ugx1"]
    assert len(world.requests) == 3


async def test_answers_from_before_are_left_out_where_all_come_at_once(httpserver: HTTPServer):
    world = Upstream("limesurvey", httpserver)
    times = sorted(each.published_at for batch in await past(world) for each in batch.mentions if each.published_at)
    assert len(times) == 2
    (late,) = await past(world, since=times[1])
    assert [each.published_at for each in late.mentions] == [times[1]]


async def test_x_says_how_far_back_it_could_be_asked(httpserver: HTTPServer):
    batches = await past(Upstream("x", httpserver))
    assert any("can be searched no more" in said for batch in batches for said in batch.partial)


def listing(name: str, pages: int) -> Callable[[int], Page]:
    """A listing of so many pages of one post each, the newest a minute ago."""
    return lambda at: Page(
        mentions=(mention("acme", native_id=f"{name}{at}", published_at=NOW - timedelta(minutes=at + 1)),),
        newest=NOW - timedelta(minutes=at + 1),
        oldest=NOW - timedelta(minutes=at + 1),
        next=at + 1 if at + 1 < pages else None,
    )


def walked(pages: Mapping[str, Callable[[int], Page]]) -> AsyncIterator[Batch]:
    async def fetch(name: str, step: Step) -> Page:
        return pages[name](step.at or 0)

    return walk.past({}, list(pages), fetch, Pace(), NOW - YEAR, NOW)


async def test_more_searches_than_a_poll_makes_all_come_to_their_end_once():
    names = [f"s{number}-" for number in range(30)]
    batches = [batch async for batch in walked({name: listing(name, 3) for name in names})]
    found = [each.native_id for batch in batches for each in batch.mentions]
    assert sorted(found) == sorted(f"{name}{at}" for name in names for at in range(3))
    assert [batch.more for batch in batches] == [True] * (len(batches) - 1) + [False]


async def test_a_search_that_fails_lets_the_others_end_and_is_told_then():
    def broken(_: int) -> Page:
        raise Broken("no such word")

    found = list[str]()

    async def go() -> None:
        async for batch in walked({"a": broken, "b": listing("b", 8)}):
            found.extend(each.native_id for each in batch.mentions)

    with pytest.raises(Broken, match="no such word"):
        await go()
    assert found == [f"b{at}" for at in range(8)]


async def test_a_page_that_names_itself_as_the_next_ends_the_walk_and_is_told():
    def stuck(at: int) -> Page:
        return replace(listing("a", 9)(0), next=at or 1)

    batches = [batch async for batch in walked({"a": stuck})]
    assert any("was not read" in said for batch in batches for said in batch.partial)
