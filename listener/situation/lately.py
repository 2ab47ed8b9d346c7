"""The store as overviews ask it: what is more than a day old is read once for every five minutes, and kept meanwhile.

What is usual rests on five weeks of counts, of which nearly nothing changes from one look to the next: late posts,
corrections and new readings of old ones are seen a few minutes later there, those of the last day at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rules.base import bucket_start
from storage.clock import Clock
from storage.records import Series, ToneCount
from storage.store import Counts, Store

DAY = timedelta(days=1)


Tones = Callable[[datetime, datetime], list[ToneCount] | None]


class Lately:
    """Answers as the store does, which it asks for everything else.

    Args:
        known: How mentions were read, where somebody has that at hand; None where nobody has, for a while or at all.
    """

    def __init__(self, store: Store, clock: Clock, known: Tones | None = None) -> None:
        self._store, self._clock, self._known = store, clock, known
        self._edge: datetime | None = None
        self._counts: dict[tuple[Series, datetime], Counts] = {}
        self._tones: dict[datetime, list[ToneCount]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def counts(self, series: Sequence[Series], start: datetime, end: datetime) -> Mapping[Series, Counts]:
        """As of the store."""
        edge, kept, _ = self._now()
        if not start < edge < end:
            return self._store.counts(series, start, end)
        if missing := [one for one in series if (one, start) not in kept]:
            kept |= {(one, start): found for one, found in self._store.counts(missing, start, edge).items()}
        fresh = self._store.counts(series, edge, end)
        return {one: _joined(kept[one, start], fresh[one]) for one in series}

    def tones(self, since: datetime, until: datetime) -> list[ToneCount]:
        """As of the store."""
        if self._known and (found := self._known(since, until)) is not None:
            return found
        edge, _, kept = self._now()
        if until != edge:
            return self._store.tones(since, until)
        if since not in kept:
            kept[since] = self._store.tones(since, until)
        return kept[since]

    def _now(self) -> tuple[datetime, dict[tuple[Series, datetime], Counts], dict[datetime, list[ToneCount]]]:
        edge = bucket_start(self._clock.now()) - DAY
        if edge != self._edge:
            self._edge, self._counts, self._tones = edge, {}, {}
        return edge, self._counts, self._tones


@dataclass(frozen=True, slots=True)
class _Joined:
    """Two stretches, one after the other."""

    start: datetime
    total: array[int]
    live: array[int]


def _joined(old: Counts, fresh: Counts) -> Counts:
    total, live = array("q", old.total), array("q", old.live)
    total.extend(fresh.total)
    live.extend(fresh.live)
    return _Joined(old.start, total, live)
