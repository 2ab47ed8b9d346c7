"""Listings are walked until what is known: nothing is missed, nothing doubles that is not recognised."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from sources.apis.page import Page
from sources.apis.walk import STUCK, Pace, Step, collect
from storage.errors import Broken, RateLimited
from storage.records import Batch, Cursor, Mention
from tests.worlds.network import NOW

HOUR = timedelta(hours=1)
PACE = Pace(overlap=HOUR, first=24 * HOUR, pages=3, deepest=10)


def post(id: int, at: datetime | None) -> Mention:
    return Mention(kind="forum", native_id=str(id), text=f"post {id}", published_at=at, collected_at=NOW)


@dataclass
class Place:
    """A listing, newest first, two posts a page."""

    posts: list[tuple[int, datetime | None]] = field(default_factory=list)
    steps: list[tuple[str, Step]] = field(default_factory=list)
    fails: Callable[[int], Exception | None] = lambda _: None
    ends_at: int | None = None

    async def __call__(self, name: str, step: Step) -> Page:
        self.steps.append((name, step))
        if error := self.fails(len(self.steps)):
            raise error
        start = step.at or 0
        shown = sorted(self.posts, key=lambda each: (each[1] or NOW, each[0]), reverse=True)[start : start + 2]
        times = [at for _, at in shown if at]
        following = start + 2 if start + 2 < (self.ends_at or len(self.posts)) else None
        mentions = tuple(post(*each) for each in shown)
        return Page(mentions=mentions, next=following, newest=max(times, default=None), oldest=min(times, default=None))


def hourly(count: int, before: datetime = NOW) -> list[tuple[int, datetime | None]]:
    return [(number, before - number * HOUR) for number in range(1, count + 1)]


async def walked(place: Place, cursor: Cursor | None = None, now: datetime = NOW, pace: Pace = PACE) -> Batch:
    batch = await collect(cursor or {}, ("",), place, pace, now)
    assert json.loads(json.dumps(batch.cursor)) == batch.cursor
    return batch


def ids(*batches: Batch) -> set[int]:
    return {int(mention.native_id) for batch in batches for mention in batch.mentions}


async def test_a_full_page_that_names_no_next_one_any_more_is_not_all() -> None:
    place = Place(hourly(4, NOW - 10 * HOUR))
    first = await walked(place)
    place.posts += [(100 + number, NOW - number * HOUR) for number in range(1, 5)]
    place.ends_at = 2
    lost = await walked(place, first.cursor)
    assert any("names no next one any more" in said for said in lost.partial)
    assert ids(lost) == {101, 102}
    place.ends_at = None
    mended = await walked(place, lost.cursor)
    assert (ids(mended) >= {103, 104}, mended.partial) == (True, ())


async def test_a_place_that_shows_its_first_page_for_every_number_is_not_all_once_something_is_missed() -> None:
    async def stuck(name: str, step: Step) -> Page:
        return replace(await place(name, Step(since=step.since)), next=(step.at or 1) + 1)

    place = Place(hourly(2, NOW - 10 * HOUR))
    first = await collect({}, ("",), stuck, PACE, NOW)
    place.posts = hourly(1, NOW) + place.posts
    reached = await collect(first.cursor, ("",), stuck, PACE, NOW)
    place.posts = [(100 + number, NOW + HOUR - number * timedelta(minutes=1)) for number in range(4)] + place.posts
    missed = await collect(reached.cursor, ("",), stuck, PACE, NOW + HOUR)
    assert (first.partial, reached.partial) == ((), ())
    assert missed.partial == (STUCK,)
    after = await collect(missed.cursor, ("",), stuck, PACE, NOW + HOUR)
    assert after.partial == ()


async def test_a_page_that_is_not_full_or_reaches_what_is_known_is_all() -> None:
    place = Place(hourly(4, NOW - 10 * HOUR))
    first = await walked(place)
    place.posts, place.ends_at = [(101, NOW - HOUR)], 2
    assert not (await walked(place, first.cursor)).partial
    place.posts += hourly(1, NOW - 10 * HOUR)
    assert not (await walked(place, first.cursor)).partial


async def test_the_first_walk_goes_back_as_far_as_it_is_told():
    place = Place(hourly(30))
    batch = await walked(place, pace=Pace(overlap=HOUR, first=4 * HOUR, pages=30))
    assert {1, 2, 3, 4} <= ids(batch)
    assert 8 not in ids(batch)
    assert place.steps[0][1].since == NOW - 4 * HOUR


async def test_the_next_walk_ends_at_what_is_known_and_reads_the_overlap_again():
    place = Place(hourly(5))
    first = await walked(place)
    place.posts += [(100, NOW + HOUR)]
    place.steps.clear()
    second = await walked(place, first.cursor, NOW + 2 * HOUR)
    assert 100 in ids(second)
    assert len(place.steps) == 2
    assert place.steps[0][1].since == NOW - 2 * HOUR


async def test_a_long_walk_goes_on_at_the_next_poll_and_misses_nothing():
    place = Place(hourly(20))
    batches = [await walked(place)]
    assert batches[0].more
    while batches[-1].more:
        batches.append(await walked(place, batches[-1].cursor))
    assert ids(*batches) == set(range(1, 21))
    assert len(batches) == 4


async def test_what_appears_while_a_long_walk_goes_on_comes_with_the_next_one():
    place = Place(hourly(14))
    first = await walked(place)
    place.posts.append((100, NOW + timedelta(minutes=1)))
    batches = [first]
    for minutes in range(1, 5):
        batches.append(await walked(place, batches[-1].cursor, NOW + timedelta(minutes=minutes)))
    assert ids(*batches) == {*range(1, 15), 100}


async def test_an_index_that_stalls_for_days_loses_nothing():
    place = Place(hourly(3))
    cursor = (await walked(place)).cursor
    for hours in range(1, 49):
        cursor = (await walked(place, cursor, NOW + hours * HOUR)).cursor
    place.posts += [(100 + number, NOW + number * HOUR) for number in range(4)]
    assert {100, 101, 102, 103} <= ids(await walked(place, cursor, NOW + 49 * HOUR))


async def test_a_post_from_the_future_hides_no_later_one():
    place = Place([(1, NOW + 400 * HOUR), (2, NOW - HOUR)])
    cursor = (await walked(place)).cursor
    place.posts.append((3, NOW + timedelta(minutes=1)))
    assert 3 in ids(await walked(place, cursor, NOW + HOUR))


async def test_posts_without_times_are_walked_until_the_first_page_of_last_time():
    place = Place([(number, None) for number in range(1, 9)])
    batches = [await walked(place)]
    while batches[-1].more:
        batches.append(await walked(place, batches[-1].cursor))
    assert ids(*batches) == set(range(1, 9))
    place.posts += [(9, None), (10, None), (11, None)]
    place.steps.clear()
    assert {9, 10, 11} <= ids(await walked(place, batches[-1].cursor))
    assert len(place.steps) == 2


async def test_a_page_that_fails_costs_none_of_those_before_it():
    place = Place(hourly(6), fails=lambda count: RateLimited("tired", not_before=NOW + HOUR) if count == 2 else None)
    batch = await walked(place)
    assert ids(batch) == {1, 2}
    assert batch.partial == ("tired",)
    assert batch.not_before == NOW + HOUR
    place.fails = lambda _: None
    assert ids(batch, await walked(place, batch.cursor)) == set(range(1, 7))


async def test_where_no_page_could_be_read_it_is_an_error():
    with pytest.raises(RateLimited):
        await walked(Place(hourly(3), fails=lambda _: RateLimited("tired")))


async def test_one_search_that_is_refused_leaves_the_others():
    place = Place(hourly(2))
    place.fails = lambda count: Broken("what a word") if place.steps[-1][0] == "odd" else None
    batch = await collect({}, ("odd", "acme"), place, PACE, NOW)
    assert ids(batch) == {1, 2}
    assert batch.partial == ("odd: what a word",)


async def test_many_searches_take_turns_and_those_that_nobody_wants_any_more_are_forgotten():
    place = Place(hourly(1))
    words, cursor, asked = [f"word{number}" for number in range(5)], {}, []
    for _ in range(5):
        place.steps.clear()
        batch = await collect(cursor, words, place, Pace(listings=2), NOW)
        cursor = batch.cursor
        asked += [name for name, _ in place.steps]
        assert batch.notes == ("2 of 5 searches were made; they take turns",)
    assert {name: asked.count(name) for name in words} == dict.fromkeys(words, 2)
    assert list((await collect(cursor, ["word1"], place, PACE, NOW)).cursor["listings"]) == ["word1"]


async def test_a_walk_without_end_is_ended_and_told():
    place = Place([(number, None) for number in range(100)])
    batch = await walked(place, pace=Pace(pages=30, deepest=4))
    assert len(batch.mentions) == 8
    assert not batch.more
    assert "what is older was not read" in batch.partial[0]


async def test_a_poll_reads_so_many_pages_and_the_other_searches_come_next():
    place, cursor, asked = Place(hourly(20)), {}, []
    pace = Pace(overlap=HOUR, first=400 * HOUR, pages=20, listings=3, total=12)
    for number in range(4):
        place.steps.clear()
        batch = await collect(cursor, ("a", "b", "c"), place, pace, NOW)
        cursor = batch.cursor
        assert batch.more == (number < 2)
        assert len(place.steps) <= 12
        asked += [name for name, _ in place.steps]
    assert all(asked.count(name) >= 10 for name in "abc")
