"""What figures count, as rows of numbers: words become codes, so that 100,000 mentions add up in milliseconds."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from listener.metrics.stars import stars
from listener.reports.tally import words
from storage.records import Heard

T = TypeVar("T", bound=Hashable)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Table = npt.NDArray[np.void]
Codes = npt.NDArray[np.int32]

NOT_KNOWN = -1
TONES = ("negative", "neutral", "positive")
UNREAD, SPAMMED = -1, -2
"""Instead of the index of a tone."""

ROW = np.dtype(
    [
        ("id", np.int64),
        ("story", np.int64),
        ("followers", np.int64),
        ("stars", np.float64),
        ("author", np.int32),
        ("sources", np.int32),
        ("language", np.int32),
        ("country", np.int32),
        ("kind", np.int32),
        ("intent", np.int32),
        ("emotion", np.int32),
        ("tone", np.int8),
    ]
)
"""One mention as it counts for one brand; codes are NOT_KNOWN where nothing is known, stars not a number."""


class Book(Generic[T]):
    """Values and their codes, from 0 on in the order in which they came."""

    def __init__(self) -> None:
        self.values: list[T] = []
        self._codes: dict[T, int] = {}

    def code(self, value: T | None) -> int:
        """A value's, new or known; NOT_KNOWN for None."""
        if value is None:
            return NOT_KNOWN
        found = self._codes.get(value)
        if found is None:
            found = self._codes[value] = len(self.values)
            self.values.append(value)
        return found

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Books:
    """Those of every column, and how authors are shown."""

    authors: Book[str] = field(default_factory=Book)
    sources: Book[tuple[str, ...]] = field(default_factory=Book)
    languages: Book[str] = field(default_factory=Book)
    countries: Book[str] = field(default_factory=Book)
    kinds: Book[str] = field(default_factory=Book)
    intents: Book[str] = field(default_factory=Book)
    emotions: Book[str] = field(default_factory=Book)
    words: Book[str] = field(default_factory=Book)
    names: dict[int, str] = field(default_factory=dict)
    handles: dict[int, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many authors and words there are."""
        return len(self.authors) + len(self.words)


@dataclass(frozen=True, slots=True)
class Rows:
    """Some mentions of one brand, oldest first.

    Attributes:
        table: Of dtype ROW.
        words: The codes of each mention's words, one mention after the other.
        ends: Where each mention's words end.
    """

    table: Table
    words: Codes
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.table)

    def between(self, first: int, last: int) -> Rows:
        """Those with an id from `first` up to `last`, which is excluded."""
        begin, end = np.searchsorted(self.table["id"], (first, last))
        if (begin, end) == (0, len(self.table)):
            return self
        start = int(self.ends[begin - 1]) if begin else 0
        stop = int(self.ends[end - 1]) if end else 0
        return Rows(self.table[begin:end], self.words[start:stop], self.ends[begin:end] - start)


def joined(parts: Iterable[Rows]) -> Rows:
    """One after the other, in the order given."""
    known = [part for part in parts if len(part)]
    if not known:
        return Rows(np.empty(0, ROW), np.empty(0, np.int32), np.empty(0, np.int64))
    table = np.empty(sum(map(len, known)), ROW)
    ends = np.empty(len(table), np.int64)
    start = shift = 0
    for part in known:  # faster than putting structures together, whose types are compared each time
        stop = start + len(part)
        table[start:stop] = part.table
        ends[start:stop] = part.ends
        ends[start:stop] += shift
        start, shift = stop, shift + len(part.words)
    return Rows(table, np.concatenate([part.words for part in known]), ends)


def rows(found: Iterable[Heard], books: Books) -> Mapping[str, Rows]:
    """Mentions as they count for each brand, in the order given."""
    tables: dict[str, list[tuple[object, ...]]] = {}
    said: dict[str, list[list[int]]] = {}
    for one in found:
        shared = _shared(one, books)
        codes = [books.words.code(word) for word in words(one.said)]
        for brand in one.brands:
            tables.setdefault(brand, []).append((*shared, _tone(one, brand)))
            said.setdefault(brand, []).append(codes)
    return {brand: _packed(table, said[brand]) for brand, table in tables.items()}


def _packed(table: list[tuple[object, ...]], said: list[list[int]]) -> Rows:
    flat = [code for codes in said for code in codes]
    ends = np.cumsum([len(codes) for codes in said], dtype=np.int64)
    return Rows(np.array(table, ROW), np.array(flat, np.int32), ends)


def _shared(one: Heard, books: Books) -> tuple[object, ...]:
    author = one.author
    who = books.authors.code(author.identity)
    if author.identity:
        books.names[who] = author.name or author.handle or author.identity
        books.handles[who] = author.handle or author.name or author.identity
    rated = stars(one.rating) if one.rating else None
    return (
        one.id,
        one.story,
        NOT_KNOWN if author.followers is None else author.followers,
        np.nan if rated is None else rated,
        who,
        books.sources.code(one.sources),
        books.languages.code(one.language),
        books.countries.code(one.country),
        books.kinds.code(one.kind),
        books.intents.code(one.read.get("intent")),
        books.emotions.code(one.read.get("emotion")),
    )


def _tone(one: Heard, brand: str) -> int:
    if one.spam:
        return SPAMMED
    label = one.tone(brand)
    return TONES.index(label) if label in TONES else UNREAD


def micros(moment: datetime) -> int:
    """Microseconds since 1970, which ids are."""
    return (moment - EPOCH) // timedelta(microseconds=1)
