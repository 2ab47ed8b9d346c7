"""A brand's figures are those of the weekly report, number by number, however they were added up."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from listener.brands.courses import Course
from listener.brands.figures import Figures, figures, whole
from listener.brands.pairs import compare
from listener.brands.talk import Talk
from listener.explore.copy import Copy
from listener.metrics.base import Value
from listener.reports.compose import compose
from listener.wording.periods import Period
from storage.opening import locate, open_store
from storage.records import Author, Brand, Match
from storage.store import Store
from tests.listener.explore.worlds import filled, stir
from tests.worlds.brands import of, over
from tests.worlds.mentions import NOW, commit, mention, read_all
from tests.worlds.reported import BRANDS, WEEK, ask, talk

CONFIG: Any = SimpleNamespace(brands=BRANDS, desk=SimpleNamespace(hours=None), zone=None)
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SEEDS)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = open_store(locate(tmp_path_factory.mktemp("store") / "listener.db"))
    talk(made, request.param, 120)
    yield made
    made.close()


def test_every_number_that_both_have_is_the_same(store: Store) -> None:
    told = {each.id: each for each in compose(store, ask("weekly")).records if each.scope == "brand:Acme"}
    own = {each.id: each for each in of(store, CONFIG, WEEK).records}
    both = own.keys() & told.keys()
    names = {id.partition("/")[0] for id in both}
    assert {"mentions", "net sentiment", "share of voice", "share", "tone", "authors", "mean rating"} <= names
    for id in both:
        one, other = own[id], told[id]
        got = (one.value, one.low, one.high)
        assert got == pytest.approx((other.value, other.low, other.high), abs=1e-12, nan_ok=True), id
        assert (one.n, one.unknown, one.style, one.since, one.until) == (
            other.n, other.unknown, other.style, other.since, other.until,
        ), id  # fmt: skip


def test_what_was_kept_gives_way_to_what_changed(store: Store) -> None:
    copy = Copy(store)
    before = of(store, CONFIG, WEEK, copy=copy)
    assert of(store, CONFIG, WEEK, copy=copy).mentions.now == before.mentions.now
    gone = next(each for each in store.search(since=WEEK.since) if any(m.brand == "Acme" for m in each.matches))
    store.rematch([(gone.id, (Match(query="other", brand="Other"),))], NOW)
    after = of(store, CONFIG, WEEK, copy=copy)
    assert after.mentions.now.value == (before.mentions.now.value or 0) - 1
    assert {each.id: each for each in after.records} == {each.id: each for each in of(store, CONFIG, WEEK).records}


@pytest.mark.parametrize("hours", [20, 50])
def test_figures_that_follow_what_changes_are_those_that_are_counted_anew(tmp_path: Path, hours: int) -> None:
    """While mentions come, change and go, and the time that is asked about moves on, in steps and in leaps."""
    chance, names = random.Random(6), ["Acme", "Bolt Co", "Nobody's"]
    config: Any = SimpleNamespace(**vars(CONFIG) | {"brands": [Brand(name=each) for each in names]})
    with patch.multiple("listener.explore.copy", SIZE=8, READ=8), patch("listener.explore.columns.SIZE", 8):
        store = filled(tmp_path, 6, 60)
        copy = Copy(store)
        for minutes in (0, 5, 10, 700, 300):
            until = NOW - timedelta(hours=30) + timedelta(minutes=minutes)
            asked = over(Period(since=until - timedelta(hours=hours), until=until))
            found, right = (whole(each, store, config, names, asked) for each in (copy, Copy(store)))
            for name, each in found.items():
                assert each.mentions.now.value or name == "Nobody's"
                assert {one.id: one for one in each.records} == {one.id: one for one in right[name].records}
                assert replace(each, records=right[name].records) == right[name]
                short = figures(copy, store, config, names, asked)[name]
                assert all(
                    getattr(short, one.name) == getattr(each, one.name)
                    for one in fields(Figures)
                    if one.name != "records"
                )
            assert compare(copy, names, asked) == compare(Copy(store), names, asked)
            assert len(copy.state().blocks) > 3
            stir(store, chance)
    store.close()


def test_bars_of_a_day_stay_as_they_are_while_an_hour_lasts(tmp_path: Path) -> None:
    """But for those in which something changed."""
    store, config = filled(tmp_path, 11, 60), SimpleNamespace(**vars(CONFIG) | {"zone": ZoneInfo("Asia/Kolkata")})
    with patch.multiple("listener.explore.copy", SIZE=8, READ=8), patch("listener.explore.columns.SIZE", 8):
        copy, counted, barred = Copy(store), list[int](), Talk._barred

        def counting(talk: Talk, cuts: Sequence[int]) -> list[tuple[Value, Value]]:
            counted.append(len(cuts) - 1)
            return barred(talk, cuts)

        def look(minutes: int) -> Course:
            until = NOW - timedelta(minutes=180 - minutes)
            asked = over(Period(since=until - timedelta(hours=50), until=until))
            found, right = (
                figures(each, store, config, ["Acme"], asked)["Acme"].course for each in (copy, Copy(store))
            )
            assert found == right
            return found

        first = look(30)
        with patch.object(Talk, "_barred", counting):
            assert first == look(40) == look(55)
            assert counted == [6, 6], "only where they are counted anew"
            commit(store, [mention("acme cola", native_id="late", published_at=NOW - timedelta(hours=30))])
            assert look(55) != first
            assert counted[2:] in ([1, 6], [2, 6])
            assert look(90).volume.end == first.volume.end + timedelta(hours=1)
    assert first.volume.end == NOW - timedelta(hours=2, minutes=30), "half past where that is a whole hour"
    store.close()


def test_of_authors_who_wrote_as_much_the_same_are_shown_whatever_was_read_first(tmp_path: Path) -> None:
    store = open_store(locate(tmp_path / "listener.db"))
    copy = Copy(store)
    copy.state()
    for number in range(1, 13):  # the copy meets them in this order, one that is read anew from the last one back
        commit(store, [mention(f"acme cola {number}", number, author=Author(handle=f"writer {number}"))])
        copy.state()
    found, right = (of(store, CONFIG, WEEK, copy=each).writers for each in (copy, Copy(store)))
    assert [each.who for each in found] == [each.who for each in right]
    store.close()


@pytest.mark.parametrize("others", [(), ("other things, long before",)])
def test_a_brand_of_which_nothing_was_said_before_has_figures(tmp_path: Path, others: tuple[str, ...]) -> None:
    store = open_store(locate(tmp_path / "listener.db"))
    commit(store, [mention("acme cola is bad"), *(mention(text, 200) for text in others)])
    read_all(store)
    found = of(store, CONFIG, WEEK)
    [complaint] = found.intents
    assert (complaint.label, complaint.now.value, complaint.before.value) == ("complaint", 1.0, None)
    assert (found.mentions.now.value, found.mentions.before.value) == (1, 0)
    store.close()


def test_a_story_of_long_ago_that_is_told_again_is_still_one(tmp_path: Path) -> None:
    with patch.multiple("listener.explore.copy", SIZE=8, READ=8), patch("listener.explore.columns.SIZE", 8):
        store = open_store(locate(tmp_path / "listener.db"))
        talk(store, 9, 60)
        text = "acme cola told a story that nobody had told before, in so many words"
        commit(store, [mention(text, 150, native_id="first", author=Author(handle="bo"))])
        copy = Copy(store)
        before = of(store, CONFIG, WEEK, copy=copy)
        commit(store, [mention(text, 2, native_id="again", author=Author(handle="cy"))])
        after, right = of(store, CONFIG, WEEK, copy=copy), of(store, CONFIG, WEEK)
    assert after.mentions.now.value == (before.mentions.now.value or 0) + 1
    assert after.stories.now.value == before.stories.now.value
    assert replace(after, records=right.records) == right
    store.close()


def test_a_period_is_counted_to_the_microsecond(store: Store) -> None:
    found = [each for each in store.search(since=WEEK.since, limit=200) if any(m.brand == "Acme" for m in each.matches)]
    last = found[0].id
    without = Period(since=WEEK.since, until=NOW - (NOW - found[0].mention.said_at))
    with_it = Period(since=WEEK.since, until=without.until + timedelta(microseconds=1))
    counts = [of(store, CONFIG, each).mentions.now.value or 0 for each in (without, with_it)]
    assert counts[1] - counts[0] == sum(each.id == last for each in found)


def test_the_days_of_the_charts_add_up_to_the_figures(store: Store) -> None:
    found = of(store, CONFIG, WEEK)
    assert sum(each.n for each in found.course.net[found.course.begins :]) == found.net.now.n
    assert sum(each.n for each in found.course.negative[-14:]) == found.net.now.n + found.net.before.n
    assert sum(found.course.volume.counts[found.course.begins :]) == found.mentions.now.value
