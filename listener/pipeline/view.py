"""What a rule about counts is shown: its series over the horizon, and what nobody can know yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rules.base import ALONE, BUCKET, CONTEXT, HORIZON, Rule, Track, View
from storage.records import Outage, Series, SourceState
from storage.store import Collecting, Evaluating

REPAIRED = timedelta(hours=1)
"""What a source shows usually goes back so far: a shorter outage loses nothing."""
EXCUSED = timedelta(days=1)
"""A source that is out for longer excuses nothing any more, or the rules would be as blind as it is."""


class Counted(Collecting, Evaluating, Protocol):
    """Counts, and when a source could not be read."""


def view_of(store: Counted, rule: Rule, end: datetime, since: datetime) -> View:
    """All that a rule may know of the buckets before `end`; those from `since` on are to be judged."""
    start, states = end - HORIZON, store.source_states()
    beside = [one for one in rule.context if one not in rule.series]
    return View(
        tracks={**tracks(store, beside, end - CONTEXT, end), **tracks(store, rule.series, start, end)},
        fresh=max(0, (since - start) // BUCKET),
        settled=_settled(states, start),
        blind=blind(store.outages(start), states, start, end),
    )


def tracks(store: Evaluating, series: Iterable[Series], start: datetime, end: datetime) -> Mapping[Series, Track]:
    """The counts of [start, end)."""
    wanted = list(series)
    counts, oldest = store.counts(wanted, start, end), store.oldest_counts(wanted, start - ALONE)
    return {
        one: Track(
            start=start,
            total=np.asarray(counts[one].total),
            live=np.asarray(counts[one].live),
            known_since=oldest[one],
        )
        for one in wanted
    }


def blind(
    outages: Iterable[Outage], states: Iterable[SourceState], start: datetime, end: datetime
) -> npt.NDArray[np.bool_]:
    """Whether a source could not be read in each bucket of [start, end), and what it missed may never come.

    Of a longer outage that is the first day, and once it is over the last: what the source brings then, and does not
    date, belongs there.
    """
    found = np.zeros((end - start) // BUCKET, bool)
    for since, until, _ in blind_stretches(outages, states, end):
        found[max(0, (since - start) // BUCKET) : max(0, -((start - until) // BUCKET))] = True
    return found


def blind_stretches(
    outages: Iterable[Outage], states: Iterable[SourceState], end: datetime
) -> Iterator[tuple[datetime, datetime, str]]:
    """The stretches behind it, each with its source; up to `end` for those that cannot be read now."""
    ended = [each for each in outages if each.until - each.since >= REPAIRED]
    yield from ((max(each.since, each.until - EXCUSED), each.until, each.source) for each in ended)
    first = [(each.since, each.until, each.source) for each in ended]
    first += [(each.failing_since, end, each.name) for each in states if each.failing_since]
    yield from ((since, min(until, since + EXCUSED), source) for since, until, source in first)


def _settled(states: Iterable[SourceState], start: datetime) -> int | None:
    """The bucket in which the working source that was read longest ago was read."""
    read = [state.last_success_at for state in states if state.last_success_at and not state.failures]
    return max(0, (min(read) - start) // BUCKET) if read else None
