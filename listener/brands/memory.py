"""What was said in each hour, kept as rows: read once, and again when something in it has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
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

    def talks(self, store: Hearing, brands: Iterable[str], periods: Iterable[Period]) -> list[dict[str, Talk]]:
        """What is said of each brand in each period, as the store has it now."""
        with self._lock:
            wanted = list(brands)
            found = [self._talk(store, wanted, period) for period in periods]
            self._trim()
            return found

    @property
    def size(self) -> int:
        """How many rows are kept."""
        return self._rows

    def _talk(self, store: Hearing, brands: Iterable[str], period: Period) -> dict[str, Talk]:
        first, last = micros(period.since), micros(period.until)
        hours = range(first // MICROS, -(-last // MICROS))
        self._refresh(store, period, hours)
        kept = [self._hours[hour] for hour in hours]
        return {name: self._one(kept, name, first, last) for name in brands}

    def _one(self, hours: Iterable[Hour], brand: str, first: int, last: int) -> Talk:
        parts = (hour.brands[brand].between(first, last) for hour in hours if brand in hour.brands)
        return Talk(joined(parts), self._books)

    def _refresh(self, store: Hearing, period: Period, hours: range) -> None:
        changes = store.hour_changes(period.since, period.until)  # before what it is the number of
        stale = [hour for hour in hours if self._is_stale(hour, changes.get(hour, 0))]
        for _, run in groupby(enumerate(stale), lambda pair: pair[1] - pair[0]):
            self._read(store, [hour for _, hour in run], changes)
        for hour in hours:
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
            fresh = self._hours[hour] = Hour(changes.get(hour, 0), said.get(hour, {}))
            self._rows += len(fresh)

    def _trim(self) -> None:
        while self._rows > self._most:
            _, gone = self._hours.popitem(last=False)
            self._rows -= len(gone)
