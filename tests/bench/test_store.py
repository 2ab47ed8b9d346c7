"""What the store's benchmark shows holds in small: ratios of one run, never seconds."""

from __future__ import annotations

from pathlib import Path

from storage.opening import locate, open_store
from tests.bench import history
from tests.bench.big_store import fill
from tests.bench.posts import BRANDS, EVERY, FREQUENCIES, START
from tests.bench.store import measure


def test_the_last_mention_is_stored_and_found_as_easily_as_the_first(tmp_path: Path) -> None:
    measured = measure(tmp_path / "bench.db", 10_000)
    times = measured.times
    assert times.slowdown(times.storing) < 3
    assert times.memory[-1] / times.memory[0] < 2
    common, rare = measured.searches["plant10"], measured.searches["plant001"]
    assert common < 200 * max(rare, 0.05)
    assert set(measured.searches) == set(FREQUENCIES)


def test_a_big_store_holds_read_mentions_and_a_past_of_incidents(tmp_path: Path) -> None:
    store = open_store(locate(tmp_path / "big.db"))
    fill(store, 2_000)
    history.write(store, 60, START, START + EVERY * 2_000)
    totals, found = store.totals(), store.incidents(limit=100)
    assert (totals["mentions"], totals["waiting"]) == (2_000, 0)
    assert {match.brand for mention in store.search(limit=500) for match in mention.matches} == set(BRANDS)
    assert {one.state for one in found} >= {"resolved", "acknowledged"}
    assert all(one.timeline and one.alerts[0].evidence for one in found)
    assert len(store.responses()) > 1
    assert store.verdicts(START)
    assert (totals["pending deliveries"], totals["failed deliveries"]) == (0, 0)
    assert len(store.deliveries()) == 100
    store.close()
