"""A brand's figures are those of the weekly report, number by number, however they were added up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from listener.brands.talk import talks
from listener.explore.copy import Copy
from listener.reports.compose import compose
from listener.wording.periods import Period
from storage.opening import locate, open_store
from storage.records import Match
from storage.store import Store
from tests.worlds.brands import of
from tests.worlds.mentions import NOW
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


def test_words_that_were_counted_block_by_block_are_those_of_the_mentions(store: Store) -> None:
    with patch("listener.explore.copy.SIZE", 8), patch("listener.explore.copy.READ", 8):
        state = Copy(store).state()
    assert len(state.blocks) > 3
    for _ in range(2):  # what was counted once is there the second time
        acme = talks(state, ["Acme"], Period(since=WEEK.since, until=NOW))["Acme"]
        one_by_one = acme.part(np.ones(len(acme), bool))
        assert acme.wording.held.sum() > len(acme) > 0
        for found, wanted in zip(
            [acme.wording, *acme.wordings()], [one_by_one.wording, *one_by_one.wordings()], strict=True
        ):
            assert found.posts == wanted.posts
            assert found.held.tolist() == wanted.held.tolist()


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
