"""Blind time belongs to a source, and weighs what this source usually brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from listener.health.blindness import HABIT, absence, blind_now, blind_since, shares, unseen
from rules.base import BUCKET
from storage.records import Arrival, Match, Mention, Outage, Poll, Scope, SourceState
from storage.store import Store
from tests.worlds.mentions import NOW, mention

Filled = Callable[..., Store]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACME, BOLT = Scope.brand("Acme"), Scope.brand("Bolt")


def bring(store: Store, source: str, brand: str, ids: Sequence[int], at: timedelta = DAY) -> None:
    posts: list[Mention] = [
        replace(mention(f"{brand} {source} {id}", id), published_at=NOW - at, url=None, permalink=None) for id in ids
    ]
    match = Match(query=brand.lower(), brand=brand, spans=())
    arrivals = [Arrival(mention=one, matches=(match,), tokens="x", live=True, keep=True) for one in posts]
    store.commit_polls([Poll(state=SourceState(name=source, next_due_at=NOW), arrivals=arrivals)], NOW)


@pytest.fixture
def store(filled: Filled) -> Store:
    """Nine of ten posts about Acme come from the shop, one from the forum; all about Bolt from the forum."""
    made = filled()
    made.sync_sources({"shop": HOUR, "forum": HOUR, "idle": HOUR}, NOW)
    bring(made, "shop", "Acme", range(1, 10))
    bring(made, "forum", "Acme", [10])
    bring(made, "forum", "Bolt", range(11, 14))
    return made


def fail(store: Store, source: str, since: timedelta, until: timedelta | None = None) -> None:
    failing = SourceState(
        name=source, next_due_at=NOW, health="broken", failures=1, failing_since=NOW - since, polled_at=NOW - since
    )
    store.commit_polls([Poll(state=failing)], NOW)
    if until is not None:
        works = SourceState(name=source, next_due_at=NOW, health="empty", polled_at=NOW - until)
        store.commit_polls([Poll(state=works)], NOW)


def test_one_blind_source_of_ten_makes_a_brand_partial_and_another_is_untouched(store: Store) -> None:
    fail(store, "shop", 3 * HOUR)
    found = unseen(store, [ACME, BOLT], NOW - DAY, NOW)
    assert set(found) == {ACME}
    assert list(np.unique(found[ACME].share)) == pytest.approx([0.0, 0.9], abs=0.001)
    assert np.flatnonzero(found[ACME].share)[0] == (DAY - 3 * HOUR) // BUCKET
    (stretch,) = found[ACME].stretches
    assert (stretch.source, stretch.since, stretch.until) == ("shop", NOW - 3 * HOUR, None)
    assert stretch.share == pytest.approx(0.9, abs=0.001)  # by the time in which it could be read


def test_blind_sources_add_up(store: Store) -> None:
    fail(store, "shop", 3 * HOUR)
    fail(store, "forum", 6 * HOUR, 2 * HOUR)
    share = unseen(store, [ACME], NOW - DAY, NOW)[ACME].share
    hours = share.reshape(-1, 12).max(axis=1)
    assert hours[-7:] == pytest.approx([0, 0.1, 0.1, 0.1, 1.0, 0.9, 0.9], abs=0.001)


def test_one_that_never_brings_anything_is_not_missed(store: Store) -> None:
    fail(store, "idle", 3 * HOUR)
    assert unseen(store, [ACME, BOLT], NOW - DAY, NOW) == {}
    assert blind_now(store, [ACME, BOLT], NOW) == {}


def test_now_and_before_are_told_apart(store: Store) -> None:
    fail(store, "forum", 6 * HOUR, 2 * HOUR)
    assert blind_now(store, [ACME], NOW) == {}
    assert [each.source for each in blind_since(store, [ACME], NOW - DAY, NOW)[ACME]] == ["forum"]
    assert blind_since(store, [ACME], NOW - HOUR, NOW)[ACME] == ()


def test_a_short_outage_that_is_over_lost_nothing(store: Store) -> None:
    fail(store, "shop", HOUR, HOUR / 4)
    assert unseen(store, [ACME], NOW - DAY, NOW) == {}
    assert blind_since(store, [ACME], NOW - DAY, NOW)[ACME] == ()


def test_a_source_that_was_away_for_half_of_the_past_counts_twice() -> None:
    away = Outage(source="a", since=NOW - HABIT, until=NOW - HABIT / 2)
    assert shares({"a": 10, "b": 10}, ["a", "b"], absence([away], NOW)) == pytest.approx({"a": 2 / 3, "b": 1 / 3})


def test_while_nothing_is_known_all_are_as_likely() -> None:
    assert shares({}, ["a", "b"], {}) == {"a": 0.5, "b": 0.5}
    assert shares({"gone": 5}, ["a", "b"], {}) == {"a": 0.5, "b": 0.5}


def test_what_is_not_configured_any_more_is_no_part() -> None:
    assert shares({"gone": 90, "a": 5, "b": 5}, ["a", "b"], {}) == {"a": 0.5, "b": 0.5}
