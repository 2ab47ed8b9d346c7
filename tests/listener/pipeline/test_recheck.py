"""What is deleted where it was found is gone here within the time that the terms name; what it counted stays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from listener.app import App
from listener.pipeline.housekeep import SLACK, housekeep, kept, kept_of_old
from listener.pipeline.recheck import EVERY, TOGETHER, recheck
from listener.status import status
from listener.wording.moments import utc
from rules.base import BUCKET
from sources.base import About, Net, Options
from sources.rss import Rss
from sources.x import X
from storage.errors import Broken
from storage.records import Arrival, Match, Place, Poll, Rights, Scope, Series, SourceState
from tests.worlds.clocks import SettableClock
from tests.worlds.mentions import mention
from tests.worlds.pipeline import START, running, write_config

LIMIT = timedelta(days=1)


class Garden(Options):
    """A place whose terms ask to follow deletions, and that can be asked."""

    about: ClassVar[About] = About(rights=Rights(follow_deletions=LIMIT))
    deleted: ClassVar[set[str]] = set()
    asked: ClassVar[list[str]] = []
    down: ClassVar[bool] = False

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        if Garden.down:
            raise Broken("it is down")
        Garden.asked.extend(ids)
        return [*Garden.deleted, "of somebody else"]


class Wall(Options):
    """One that asks for it and cannot be asked."""

    about: ClassVar[About] = About(rights=Rights(follow_deletions=LIMIT))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[tuple[App, SettableClock]]:
    Garden.deleted, Garden.asked, Garden.down = set(), [], False
    async with running(write_config(tmp_path, "http://127.0.0.1:1/feed", "127.0.0.1:1")) as (app, _, clock):
        with_source(app, Garden(name="garden"))
        yield app, clock


def with_source(app: App, source: Options) -> None:
    app.config = replace(app.config, sources=(source,))


def store(app: App, source: str, count: int) -> None:
    match = Match(query="acme", brand="Acme", spans=())
    posts = [
        replace(mention(f"acme {n}", n), native_id=f"{n:05}", url=None, permalink=None, published_at=START)
        for n in range(count)
    ]
    arrivals = [Arrival(mention=one, matches=(match,), tokens="acme", live=True, keep=True) for one in posts]
    app.store.commit_polls([Poll(state=SourceState(name=source, next_due_at=START), arrivals=arrivals)], START)


def held(app: App) -> list[str]:
    return sorted(each.mention.native_id for each in app.store.export())


async def pass_time(app: App, clock: SettableClock, time: timedelta) -> None:
    for _ in range(time // EVERY):
        clock.move_to(clock.now() + EVERY)
        await recheck(app)


def counted(app: App) -> int:
    series = Series(Scope.brand("Acme"))
    return sum(app.store.counts([series], START - BUCKET * 12, START + BUCKET * 12)[series].total)


async def test_what_is_deleted_goes_in_time_and_its_count_stays(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    store(app, "garden", 3)
    await pass_time(app, clock, 2 * EVERY)
    assert held(app) == ["00000", "00001", "00002"]
    Garden.deleted = {"00001"}
    await pass_time(app, clock, LIMIT)
    assert held(app) == ["00000", "00002"]
    assert counted(app) == 3
    said = [each.what for each in status(app.store, app.config, clock.now()).troubles]
    assert not any("garden" in each for each in said)


async def test_many_are_spread_over_half_of_the_time(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    store(app, "garden", 12 * TOGETHER)
    await recheck(app)
    assert len(Garden.asked) == TOGETHER < Garden.again
    await pass_time(app, clock, LIMIT / 2 - EVERY)
    assert len(set(Garden.asked)) == 12 * TOGETHER
    assert len(Garden.asked) == 12 * TOGETHER


async def test_a_place_that_cannot_be_asked_in_time_is_a_trouble(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    store(app, "garden", 1)
    await recheck(app)
    Garden.down, Garden.deleted = True, {"00000"}
    await pass_time(app, clock, LIMIT + 2 * EVERY)
    said = [each.what for each in status(app.store, app.config, clock.now()).troubles]
    assert any("garden could not be asked in time" in each and "24 hours" in each for each in said)
    Garden.down = False
    await pass_time(app, clock, EVERY)
    assert held(app) == []
    said = [each.what for each in status(app.store, app.config, clock.now()).troubles]
    assert not any("could not be asked in time" in each for each in said)


def troubles(app: App, clock: SettableClock) -> list[str]:
    """What is wrong with the garden."""
    return [each.what for each in status(app.store, app.config, clock.now()).troubles if "garden" in each.what]


async def test_whoever_can_help_is_told_hours_before_texts_go(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    store(app, "garden", 1)
    await recheck(app)
    Garden.down = True
    await pass_time(app, clock, LIMIT / 2 + LIMIT / 8)
    assert troubles(app, clock) == []
    await pass_time(app, clock, 2 * EVERY)
    (said,) = troubles(app, clock)
    assert "garden cannot be asked what was deleted there" in said
    assert f"unless it answers by {utc(START + LIMIT)}, older texts are forgotten" in said
    assert said.endswith("(it is down)")
    Garden.down = False
    await pass_time(app, clock, EVERY)
    assert troubles(app, clock) == []


async def looked_after(app: App, clock: SettableClock, time: timedelta) -> None:
    """A service at work: questions, and then housekeeping."""
    for _ in range(time // EVERY):
        await pass_time(app, clock, EVERY)
        await housekeep(app)


async def test_texts_go_at_the_deadline_where_the_place_does_not_answer(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    store(app, "garden", 2)
    await recheck(app)
    Garden.down = True
    await looked_after(app, clock, LIMIT)
    assert len(held(app)) == 2
    await pass_time(app, clock, EVERY)
    said = [each.what for each in status(app.store, app.config, clock.now()).troubles]
    await housekeep(app)
    assert held(app) == []
    assert counted(app) == 2
    assert any("garden could not be asked" in each and "older texts are forgotten" in each for each in said)


async def test_after_a_break_the_place_is_asked_before_texts_go(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    store(app, "garden", 2)
    await looked_after(app, clock, LIMIT / 4)
    clock.move_to(clock.now() + 3 * LIMIT)
    Garden.down, Garden.deleted = True, {"00001"}
    await looked_after(app, clock, LIMIT / 4)
    assert len(held(app)) == 2
    Garden.down = False
    await looked_after(app, clock, LIMIT)
    assert held(app) == ["00000"]


async def test_after_a_break_texts_go_where_the_place_does_not_answer_either(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    store(app, "garden", 2)
    await looked_after(app, clock, LIMIT / 4)
    clock.move_to(clock.now() + 3 * LIMIT)
    Garden.down = True
    await looked_after(app, clock, LIMIT / 2 + 3 * EVERY)
    assert held(app) == []


@pytest.mark.parametrize("retention", [None, 30 * LIMIT])
async def test_a_source_that_is_switched_off_keeps_texts_no_longer_than_its_terms_allow(
    world: tuple[App, SettableClock], retention: timedelta | None
) -> None:
    app, clock = world
    store(app, "garden", 2)
    await looked_after(app, clock, LIMIT / 4)
    with_source(app, Garden(name="garden", enabled=False, retention=retention))
    await looked_after(app, clock, LIMIT / 2)
    assert len(held(app)) == 2
    await looked_after(app, clock, LIMIT / 2)
    assert held(app) == []
    assert counted(app) == 2


async def test_only_what_the_source_itself_has_shown_is_followed(world: tuple[App, SettableClock]) -> None:
    app, _ = world
    store(app, "feed", 2)
    Garden.deleted = {"00000"}
    assert await recheck(app) == 0
    assert len(held(app)) == 2


@pytest.mark.parametrize("source", [Wall(name="wall"), X(name="wall", token="t", budget=1.0)])
async def test_texts_of_a_place_that_cannot_be_asked_are_forgotten_before_they_would_have_to_be(
    world: tuple[App, SettableClock], source: Options
) -> None:
    app, clock = world
    with_source(app, source)
    store(app, "wall", 2)
    clock.move_to(START + LIMIT / 2)
    await housekeep(app)
    assert len(held(app)) == 2
    clock.move_to(START + LIMIT - SLACK / 2)
    await housekeep(app)
    assert held(app) == []
    assert counted(app) == 2


async def test_the_terms_of_a_source_that_is_configured_no_more_are_obeyed(world: tuple[App, SettableClock]) -> None:
    app, clock = world
    await app.sync()
    assert ("garden", Garden.about.rights) in [(each.source, each.rights) for each in app.store.places()]
    store(app, "garden", 2)
    with_source(app, Rss.model_validate({"name": "feed", "url": "https://x.example.org/"}))
    await app.sync()
    assert [each.source for each in app.store.places()] == ["feed", "garden"]
    clock.move_to(START + 2 * LIMIT)
    await housekeep(app)
    assert held(app) == []


@pytest.mark.parametrize(
    ("terms", "asked", "old"),
    [
        ({}, None, None),
        ({"keep": LIMIT}, LIMIT - SLACK, LIMIT - SLACK),
        ({"follow_deletions": LIMIT}, None, LIMIT - SLACK),
        ({"keep": 2 * LIMIT, "follow_deletions": LIMIT}, 2 * LIMIT - SLACK, LIMIT - SLACK),
    ],
)
def test_how_long_is_kept(
    terms: dict[str, Any], asked: timedelta | None, old: timedelta | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Garden, "about", About(rights=Rights(**terms)))
    assert kept(Garden(name="g")) == asked
    assert kept_of_old(Rights(**terms)) == old
    assert Place(source="g", title="G", rights=Rights(**terms)).rights.keep == terms.get("keep")
