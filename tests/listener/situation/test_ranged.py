"""A count beside what is usual: known after three days, as wide as alerts say, open where nobody could read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from listener.metrics.usual_range import PAST, usual_range
from listener.situation.blindness import blindness
from listener.situation.ranged import known_from, ranged, window
from rules.base import BUCKET, Track
from rules.detect.tails import band
from storage.records import Outage

END = datetime(2026, 3, 20, 12, tzinfo=UTC)
HALF, HOUR = timedelta(minutes=30), timedelta(hours=1)


def track(counts: object, known: timedelta | None) -> Track:
    total = np.asarray(counts, dtype=np.int64)
    start = END - BUCKET * len(total)
    return Track(start=start, total=total, live=total, known_since=None if known is None else END - known)


def test_bars_add_up_and_end_with_the_track() -> None:
    counts = np.arange(PAST // BUCKET)
    found = ranged(track(counts, PAST), None, HALF, 4)
    assert found.end == END
    assert found.start == END - 4 * HALF
    assert found.counts == tuple(
        int(counts[first : first + 6].sum()) for first in range(len(counts) - 24, len(counts), 6)
    )
    assert found.at(found.start) == 0
    assert found.at(END - HALF) == 0.75


def test_what_is_usual_is_not_known_before_three_days_are() -> None:
    steady = np.ones(PAST // BUCKET)
    assert ranged(track(steady, timedelta(days=2)), None, HALF, 4).learning
    assert window(track(steady, timedelta(days=2)), None, HOUR).usual is None
    assert not ranged(track(steady, timedelta(days=6)), None, HALF, 4).learning
    assert ranged(track(steady, None), None, HALF, 4).learning
    assert known_from(track(steady, timedelta(days=2))) == END + timedelta(days=1)
    assert known_from(track(steady, None)) is None


def test_more_than_usual_is_above() -> None:
    counts = np.ones(PAST // BUCKET)
    assert not ranged(track(counts, PAST), None, HALF, 4).above
    counts[-6:] = 50
    found = window(track(counts, PAST), None, HALF)
    assert ranged(track(counts, PAST), None, HALF, 4).above
    assert found.above
    assert found.seen == 300
    assert found.expected is not None
    assert 5 < found.expected < 8


def test_the_range_is_that_of_alerts() -> None:
    for mean, variance in ((0.2, 0.3), (6.0, 9.5), (350.0, 900.0)):
        assert usual_range(mean, variance) == band(mean, variance)


def test_blind_stretches_that_touch_are_one_and_name_their_sources() -> None:
    outages = [
        Outage(source="a", since=END - 5 * HOUR, until=END - 3 * HOUR),
        Outage(source="b", since=END - 4 * HOUR, until=END - 2 * HOUR),
        Outage(source="c", since=END - timedelta(minutes=90), until=END - timedelta(minutes=80)),
    ]
    [first, last] = blindness([*outages, Outage(source="d", since=END - HOUR)], END - 8 * HOUR, END)
    assert (first.since, first.until, first.sources) == (END - 5 * HOUR, END - 2 * HOUR, ("a", "b"))
    assert (last.since, last.until, last.sources) == (END - HOUR, END, ("d",))


def test_a_source_that_is_out_for_long_excuses_one_day() -> None:
    assert blindness([Outage(source="gone", since=END - 72 * HOUR)], END - 24 * HOUR, END) == ()
    [one] = blindness([Outage(source="gone", since=END - 40 * HOUR)], END - 24 * HOUR, END)
    assert one.until == END - 16 * HOUR
