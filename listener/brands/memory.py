"""What was said in each hour, kept as rows: read once, and again when something in it has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from threading import Lock
from typing import Protocol

from listener.brands.rows import EPOCH, Books, Rows, joined, micros, rows
from listener.brands.talk import Talk
from listener.wording.periods import Period
from storage.records import Heard

HOUR = timedelta(hours=1)
MICROS = HOUR // timedelta(microseconds=1)
MOST = 1_500_000
"""Rows that are kept, at about 130 bytes; beyond them the hours that nobody has asked for longest go."""
MOST_NAMES = 3_000_000
"""Authors and words that are known by their codes."""


class Hearing(Protocol):
    """What is read of a store."""

    def hour_changes(self, since: datetime, until: datetime) -> Mapping[int, int]: ...

    def heard(self, since: datetime, until: datetime) -> Iterator[Heard]: ...


@dataclass(frozen=True, slots=True)
class Hour:
    """What was said in one hour, as of the change with this number."""

    change: int
    brands: Mapping[str, Rows]

    def __len__(self) -> int:
        return sum(map(len, self.brands.values()))


class Memory:
    """The hours that were asked for, for one store. Several threads may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._books = Books()
        self._hours: OrderedDict[int, Hour] = OrderedDict()
        self._rows = 0

    def talks(self, store: Hearing, brands: Iterable[str], period: Period) -> dict[str, Talk]:
        """What is said of each brand in a period, as the store has it now."""
        with self._lock:
            found = self._talks(store, brands, period)
            self._trim()
            return found

    def prepare(self, store: Hearing, period: Period) -> bool:
        """Read the newest hour of a period that nobody has asked for yet; whether there was one."""
        with self._lock:
            changes = store.hour_changes(period.since, period.until)
            unread = max(changes.keys() - self._hours.keys(), default=None)
            if unread is None or self._rows > self._most // 2:
                return False
            self._read(store, [unread], changes)
            return True

    @property
    def size(self) -> int:
        """How many rows are kept."""
        return self._rows

    def _talks(self, store: Hearing, brands: Iterable[str], period: Period) -> dict[str, Talk]:
        first, last = micros(period.since), micros(period.until)
        hours = range(first // MICROS, -(-last // MICROS))
        self._refresh(store, period)
        kept = [self._hours[hour] for hour in hours if hour in self._hours]
        return {name: self._one(kept, name, first, last) for name in brands}

    def _one(self, hours: Sequence[Hour], brand: str, first: int, last: int) -> Talk:
        parts = [hour.brands[brand] for hour in hours if brand in hour.brands]
        return Talk(joined(parts).between(first, last), self._books)

    def _refresh(self, store: Hearing, period: Period) -> None:
        changes = store.hour_changes(period.since, period.until)  # before what it is the number of
        stale = [hour for hour in changes if self._is_stale(hour, changes[hour])]
        for _, run in groupby(enumerate(sorted(stale)), lambda pair: pair[1] - pair[0]):
            self._read(store, [hour for _, hour in run], changes)
        for hour in changes:
            self._hours.move_to_end(hour)

    def _is_stale(self, hour: int, change: int) -> bool:
        known = self._hours.get(hour)
        return known is None or known.change != change

    def _read(self, store: Hearing, run: list[int], changes: Mapping[int, int]) -> None:
        """Some hours that follow each other, at the memory of one."""
        heard = store.heard(EPOCH + run[0] * HOUR, EPOCH + (run[-1] + 1) * HOUR)
        said = {hour: rows(found, self._books) for hour, found in groupby(heard, lambda one: one.id // MICROS)}
        for hour in run:
            if known := self._hours.get(hour):
                self._rows -= len(known)
            fresh = self._hours[hour] = Hour(changes[hour], said.get(hour, {}))
            self._rows += len(fresh)

    def _trim(self) -> None:
        if self._books.size > MOST_NAMES:  # they only grow: now and then everything begins anew
            self._books, self._rows = Books(), 0
            self._hours.clear()
        while self._rows > self._most:
            _, gone = self._hours.popitem(last=False)
            self._rows -= len(gone)
