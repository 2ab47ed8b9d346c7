"""Counts that are in memory are those of the store, whatever changes in it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from listener.explore.counts import Counting
from storage.records import Changes, Scope, Series
from tests.listener.explore.worlds import filled, stir
from tests.worlds.mentions import NOW, commit, mention

END = NOW - timedelta(hours=6)
SERIES = [
    Series(scope, measure)
    for scope in (Scope.ALL, Scope.brand("Acme"), Scope.brand("Bolt Co"), Scope.brand("Nobody's"))
    for measure in ("mentions", "authors", "stories", "reach", "tone:negative", "intent:complaint", "stars:low")
]


def said(store: Any, series: Sequence[Series], start: timedelta, end: timedelta) -> list[Any]:
    found = store.counts(series, END - start, END - end)
    return [(one, found[one].start, list(found[one].total), list(found[one].live)) for one in series]


@pytest.mark.parametrize(("bound", "value"), [("APART", 32), ("APART", 3), ("APART", 0), ("MOST", 20_000)])
def test_they_follow_what_changes(tmp_path: Path, bound: str, value: int) -> None:
    """While the time that is asked about moves on, in steps and in leaps, for some series and for others."""
    store, chance = filled(tmp_path, 3, 80), random.Random(3)
    counting = Counting(store)
    with patch(f"listener.explore.counts.{bound}", value):
        for _ in range(30):
            some = chance.sample(SERIES, 5)
            end = timedelta(minutes=5 * chance.choice((0, 1, 2, 200)))
            start = end + timedelta(minutes=5 * chance.choice((1, 300, 400)))
            assert said(counting, some, start, end) == said(store, some, start, end)
            if chance.random() < 0.3:
                stir(store, chance)
    assert sum(sum(total) for _, _, total, _ in said(store, SERIES, timedelta(days=5), timedelta(0))) > 80
    store.close()


def test_only_where_something_changed_is_read_again(tmp_path: Path) -> None:
    store, start, end = filled(tmp_path, 4, 20), timedelta(days=3), timedelta(0)
    counting = Counting(store)
    said(counting, SERIES, start, end)
    with patch.object(store, "counts", side_effect=AssertionError("nothing has changed")):
        said(counting, SERIES, start, end)
    commit(store, [mention("acme cola is late", 30, native_id="late")])
    with patch.object(store, "counts", side_effect=store.counts) as asked:
        found = said(counting, SERIES, start, end)
    [(_, since, until)] = [call.args for call in asked.call_args_list]
    assert since < NOW - timedelta(hours=30) < until <= since + timedelta(minutes=10)
    assert found == said(store, SERIES, start, end)
    store.close()


def test_a_mention_counts_where_it_was_said_though_its_number_lies_behind(tmp_path: Path) -> None:
    """Of several that were said in the last microsecond of five minutes."""
    store, last = filled(tmp_path, 5, 4), NOW - timedelta(hours=30, microseconds=1)
    counting = Counting(store)
    for number in range(3):
        commit(store, [mention(f"acme cola {number}", native_id=f"last {number}", published_at=last)])
        every = said(counting, SERIES, timedelta(days=3), timedelta(0))
        assert every == said(store, SERIES, timedelta(days=3), timedelta(0))
    store.close()


@pytest.mark.parametrize(
    "at", [datetime(1, 1, 1, tzinfo=UTC), NOW - timedelta(days=4000), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)]
)
def test_what_was_said_at_another_time_is_not_asked_for(tmp_path: Path, at: datetime) -> None:
    """Nor does a time that no calendar goes beyond end anything."""
    store, start, end = filled(tmp_path, 7, 20), timedelta(days=3), timedelta(0)
    counting = Counting(store)
    right = said(counting, SERIES, start, end)
    commit(store, [mention("acme cola", native_id="far", published_at=at)])
    with patch.object(store, "counts", side_effect=AssertionError("nothing of that time has changed")):
        assert said(counting, SERIES, start, end) == right
    store.close()


def test_everything_is_read_again_where_the_log_does_not_reach_back(tmp_path: Path) -> None:
    store, start, end = filled(tmp_path, 6, 20), timedelta(days=3), timedelta(0)
    counting = Counting(store)
    said(counting, SERIES, start, end)
    commit(store, [mention("acme cola is late", 30, native_id="late")])
    with patch.object(store, "changes", return_value=Changes(until=1_000_000, complete=False)):
        assert said(counting, SERIES, start, end) == said(store, SERIES, start, end)
    store.close()
