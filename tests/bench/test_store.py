"""What the store's benchmark shows holds in small: ratios of one run, never seconds."""

from __future__ import annotations

from pathlib import Path

from tests.bench.store import FREQUENCIES, measure


def test_the_last_mention_is_stored_and_found_as_easily_as_the_first(tmp_path: Path) -> None:
    measured = measure(tmp_path / "bench.db", 6_000)
    assert measured.slowdown < 3
    assert measured.last_memory / measured.first_memory < 2
    common, rare = measured.searches["plant10"], measured.searches["plant001"]
    assert common < 200 * max(rare, 0.05)
    assert set(measured.searches) == set(FREQUENCIES)
