"""The ledger of what could be seen is written with every poll, and says what was so when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from storage.records import Window
from storage.store import Store
from tests.conformance.stores import MINUTE, NOW, poll, post


def polled(store: Store, minutes: int, *posts: Any, **state: Any) -> None:
    at = NOW + minutes * MINUTE
    known = store.source_state("feed")
    usual = {"polled_at": at, "last_item_at": known.last_item_at if known else None}
    store.commit_polls([poll("feed", *posts, **{**usual, **state})], at)


def failed(store: Store, minutes: int, health: str, why: str) -> None:
    polled(store, minutes, health=health, failures=1, last_error=why, failing_since=NOW + minutes * MINUTE)


def windows(store: Store, since: datetime = NOW) -> list[Window]:
    return store.coverage(since)


def announced(store: Store) -> Store:
    store.sync_sources({"feed": 5 * MINUTE, "other": 5 * MINUTE}, NOW)
    return store


def test_each_outcome_is_a_window_and_what_follows_it_another(store: Store):
    announced(store)
    polled(store, 0)
    polled(store, 5, health="unchanged")
    failed(store, 10, "broken", "the server is in trouble")
    failed(store, 15, "rate limited", "it wants to be left alone")
    polled(store, 20, health="empty")
    polled(store, 25, health="ok")
    polled(store, 30, health="partial", notes=("no item has `body` any more",))
    found = [
        (each.sight, (each.first - NOW) // MINUTE, (each.last - NOW) // MINUTE, each.polls) for each in windows(store)
    ]
    assert found == [
        ("ok", 0, 5, 2), ("broken", 10, 10, 1), ("rate limited", 15, 15, 1), ("empty", 20, 20, 1), ("ok", 25, 25, 1),
        ("partial", 30, 30, 1),
    ]  # fmt: skip
    assert [each.why for each in windows(store)] == [
        "", "the server is in trouble", "it wants to be left alone", "", "", "no item has `body` any more",
    ]  # fmt: skip


def test_a_new_hour_is_a_new_window(store: Store):
    announced(store)
    for minutes in (0, 30, 60, 90):
        polled(store, minutes)
    assert [(each.hour - NOW) // MINUTE for each in windows(store)] == [0, 60]
    assert [each.polls for each in windows(store)] == [2, 2]


def test_what_is_newer_than_all_before_counts_with_its_delay(store: Store):
    announced(store)
    polled(store, 0, post("1", published_at=NOW - 90 * MINUTE))
    polled(store, 5, post("2", published_at=NOW + 1 * MINUTE), post("old", published_at=NOW - 100 * MINUTE))
    polled(store, 10, post("3", published_at=NOW + 8 * MINUTE), post("2"))
    polled(store, 15, post("future", published_at=NOW + 600 * MINUTE))
    [found] = windows(store)
    assert (found.fresh, found.newest, found.delay) == (2, NOW + 8 * MINUTE, 180.0)


def test_a_first_collection_is_nothing_new(store: Store):
    announced(store)
    polled(store, 0, *(post(str(n), published_at=NOW - n * MINUTE) for n in range(5)))
    assert windows(store)[0].fresh == 0


def test_the_same_instant_twice_is_one_window(store: Store):
    announced(store)
    polled(store, 0)
    failed(store, 0, "broken", "no")
    [found] = windows(store)
    assert found.polls == 2


def test_sources_stand_apart_and_by_time(store: Store):
    announced(store)
    states = [poll(name, polled_at=NOW + minutes * MINUTE) for minutes in (0, 61) for name in ("other", "feed")]
    for each in states:
        store.commit_polls([each], NOW)
    assert [each.source for each in windows(store)] == ["feed", "feed", "other", "other"]
    assert len(windows(store, NOW + 30 * MINUTE)) == 2


def test_what_lies_long_back_is_forgotten(store: Store):
    announced(store)
    polled(store, 0)
    store.forget({}, NOW + timedelta(days=59))
    assert windows(store)
    store.forget({}, NOW + timedelta(days=61))
    assert windows(store) == []
