"""What was said in each hour, kept as rows: read once, and again when something of it has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from threading import Lock
from typing import Protocol

from listener.brands.rows import EPOCH, Books, Rows, joined, micros, rows
from listener.brands.talk import Talk
from listener.wording.periods import Period
from storage.records import Changes, Heard

HOUR = timedelta(hours=1)
MICROS = HOUR // timedelta(microseconds=1)
MOST = 1_500_000
"""Rows that are kept, at about 130 bytes; beyond them the hours that nobody has asked for longest go."""
MOST_NAMES = 3_000_000
"""Authors and words that are known by their codes."""


class Hearing(Protocol):
    """What is read of a store."""

    def changes(self, after: int | None = None) -> Changes: ...

    def heard(self, since: datetime, until: datetime) -> Iterator[Heard]: ...


Hour = Mapping[str, Rows]
"""What was said in one hour, by brand."""


class Memory:
    """The hours that were asked for, for one store. Several threads may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._books = Books()
        self._hours: OrderedDict[int, Hour] = OrderedDict()
        self._rows = 0
        self._until: int | None = None

    def talks(self, store: Hearing, brands: Iterable[str], period: Period) -> dict[str, Talk]:
        """What is said of each brand in a period, as the store has it now."""
        with self._lock:
            found = self._talks(store, brands, period)
            self._trim()
            return found

    def prepare(self, store: Hearing, hour: int) -> bool:
        """Read an hour before somebody asks for it; whether that was needed, and there is room."""
        with self._lock:
            self._follow(store)
            if hour in self._hours or self._rows > self._most // 2:
                return False
            self._read(store, [hour])
            return True

    @property
    def size(self) -> int:
        """How many rows are kept."""
        return self._rows

    def _talks(self, store: Hearing, brands: Iterable[str], period: Period) -> dict[str, Talk]:
        self._follow(store)  # what changes while it is read is read again
        missing = [hour for hour in hours_of(period) if hour not in self._hours]
        for _, run in groupby(enumerate(missing), lambda pair: pair[1] - pair[0]):
            self._read(store, [hour for _, hour in run])
        for hour in hours_of(period):
            self._hours.move_to_end(hour)
        kept = [self._hours[hour] for hour in hours_of(period)]
        return {name: self._one(kept, name, micros(period.since), micros(period.until)) for name in brands}

    def _one(self, hours: Sequence[Hour], brand: str, first: int, last: int) -> Talk:
        parts = [hour[brand] for hour in hours if brand in hour]
        return Talk(joined(parts).between(first, last), self._books)

    def _follow(self, store: Hearing) -> None:
        """Forget the hours in which something has changed since the last time."""
        while (found := store.changes(self._until)).until != self._until:
            self._until = found.until
            for hour in {id // MICROS for id in found.mentions} if found.complete else set(self._hours):
                self._rows -= _size(self._hours.pop(hour, {}))

    def _read(self, store: Hearing, run: list[int]) -> None:
        """Some hours that follow each other, at the memory of one."""
        heard = store.heard(EPOCH + run[0] * HOUR, EPOCH + (run[-1] + 1) * HOUR)
        said = {hour: rows(found, self._books) for hour, found in groupby(heard, lambda one: one.id // MICROS)}
        for hour in run:
            self._hours[hour] = said.get(hour, {})
            self._rows += _size(self._hours[hour])

    def _trim(self) -> None:
        if self._books.size > MOST_NAMES:  # they only grow: now and then everything begins anew
            self._books, self._rows = Books(), 0
            self._hours.clear()
        while self._rows > self._most:
            _, gone = self._hours.popitem(last=False)
            self._rows -= _size(gone)


def hours_of(period: Period) -> range:
    """Those that a period touches, since 1970."""
    return range(micros(period.since) // MICROS, -(-micros(period.until) // MICROS))


def _size(hour: Hour) -> int:
    return sum(map(len, hour.values()))
