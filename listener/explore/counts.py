"""Counts over time, in memory: read once, and where the store's log says that a mention has changed, read again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from threading import Lock
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rules.base import BUCKET
from storage.exploring import Exploring
from storage.records import Series
from storage.records.number import MICROSECOND, moment_of, number_at
from storage.store import Evaluating

MOST = 64 * 2**20
"""Bytes of all series that are kept; beyond them those go that were not asked for the longest. 75 days of one are 340
KiB."""
APART = 32
"""Stretches of time that are read again; where more have changed everything is."""
WIDE = BUCKET // MICROSECOND

Numbers = npt.NDArray[np.int64]


class Stored(Evaluating, Exploring, Protocol):
    """Counts, and what became of the mentions that they count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One series over a stretch of time; nothing changes it.

    Attributes:
        start: Of the first bucket.
        end: Of the last.
        total: Mentions a bucket.
        live: Those among them that may alert.
    """

    start: datetime
    end: datetime
    total: Numbers
    live: Numbers

    @property
    def nbytes(self) -> int:
        """In memory."""
        return self.total.nbytes + self.live.nbytes

    def between(self, start: datetime, end: datetime) -> Stretch:
        """A part of it."""
        part = slice((start - self.start) // BUCKET, (end - self.start) // BUCKET)
        return Stretch(start=start, end=end, total=self.total[part], live=self.live[part])

    def followed(self, by: Stretch) -> Stretch:
        """And another one that begins where it ends."""
        total, live = (np.concatenate(each) for each in ((self.total, by.total), (self.live, by.live)))
        return Stretch(start=self.start, end=by.end, total=total, live=live)

    def renewed(self, by: Stretch) -> Stretch:
        """With the numbers of another one in the place of its own, as far as it has some."""
        start, end = max(self.start, by.start), min(self.end, by.end)
        if start >= end:
            return self
        before, after = self.between(self.start, start), self.between(end, self.end)
        return before.followed(by.between(start, end)).followed(after)


class Counting:
    """A store that is asked for counts again and again: it answers as the store does, which it asks for everything
    else. Several threads may ask."""

    def __init__(self, store: Stored) -> None:
        self._store, self._lock = store, Lock()
        self._kept: dict[Series, Stretch] = {}
        self._until: int | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def counts(self, series: Sequence[Series], start: datetime, end: datetime) -> Mapping[Series, Stretch]:
        """As of the store."""
        with self._lock:
            self._follow()
            known = {one: self._kept.pop(one) for one in series if one in self._kept}
            known = {one: each for one, each in known.items() if each.start <= start <= each.end}
            known |= self._read([one for one in series if one not in known], start, end)
            for last in {each.end for each in known.values() if each.end < end}:
                fresh = self._read([one for one, each in known.items() if each.end == last], last, end)
                known |= {one: known[one].followed(each) for one, each in fresh.items()}
            self._kept |= known
            self._bound()
        return {one: each.between(start, end) for one, each in known.items()}

    def _follow(self) -> None:
        """Read again what has changed."""
        while (changes := self._store.changes(self._until)).until != self._until:
            stretches = list(self._touched(changes.mentions))
            if not changes.complete or len(stretches) > APART:
                self._kept.clear()
            for start, end in stretches:
                fresh = self._read(self._kept, start, end)
                self._kept = {one: each.renewed(fresh[one]) for one, each in self._kept.items()}
            self._until = changes.until

    def _touched(self, mentions: Iterable[int]) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of what is kept in which some mentions may count: in the bucket of the number, or the one
        before, as a number may have been the next that was free."""
        first = min((number_at(each.start) // WIDE for each in self._kept.values()), default=0)
        last = max((number_at(each.end) // WIDE for each in self._kept.values()), default=0)
        near = {bucket for each in mentions for bucket in (each // WIDE - 1, each // WIDE)}
        buckets = sorted(bucket for bucket in near if first <= bucket < last)
        for _, run in groupby(enumerate(buckets), lambda each: each[1] - each[0]):
            those = [bucket for _, bucket in run]
            yield moment_of(those[0] * WIDE), moment_of((those[-1] + 1) * WIDE)

    def _read(self, series: Collection[Series], start: datetime, end: datetime) -> dict[Series, Stretch]:
        found = self._store.counts(list(series), start, end) if series else {}
        return {
            one: Stretch(start=start, end=end, total=np.asarray(each.total), live=np.asarray(each.live))
            for one, each in found.items()
        }

    def _bound(self) -> None:
        much = sum(each.nbytes for each in self._kept.values()) - MOST
        for one in list(self._kept):
            if much <= 0:
                break
            much -= self._kept.pop(one).nbytes
