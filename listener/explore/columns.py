"""Mentions by columns: blocks of rows in the order in which they were said; nothing changes them once they are made."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.explore.traits import TRAITS, Row

SIZE = 65_536
"""Rows of a block; one that grows to twice as many is cut."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[Any]
"""Unsigned, as small as its largest number allows."""
Mask = npt.NDArray[np.bool_]


def micros(at: datetime) -> int:
    """Microseconds since 1970, as ids count them."""
    return (at - EPOCH) // timedelta(microseconds=1)


class Values:
    """What is said in one field, numbered in the order in which it came; what is once in it stays."""

    __slots__ = ("_codes", "said")

    def __init__(self) -> None:
        self.said: list[Any] = []
        self._codes: dict[Hashable, int] = {}

    def code(self, value: Hashable) -> int:
        """The number that stands for a value."""
        found = self._codes.get(value)
        if found is None:
            found = self._codes[value] = len(self.said)
            self.said.append(value)
        return found


Dictionary = Mapping[str, Values]


def dictionary() -> Dictionary:
    """An empty one for every trait."""
    return {name: Values() for name in TRAITS}


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some mentions that follow each other in time.

    Attributes:
        ids: Ascending: microseconds since 1970, of which those that are taken are followed by the next.
        codes: Of each trait the number of what each mention says.
    """

    ids: Numbers
    stories: Numbers
    authors: Numbers
    voices: Numbers
    codes: Mapping[str, Codes]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return sum(each.nbytes for each in (self.ids, self.stories, self.authors, self.voices, *self.codes.values()))

    def taken(self, rows: slice | Numbers | Mask) -> Block:
        """Some of its rows."""
        codes = {name: column[rows] for name, column in self.codes.items()}
        return Block(self.ids[rows], self.stories[rows], self.authors[rows], self.voices[rows], codes)

    def between(self, start: int, end: int) -> Block:
        """The rows with an id in [start, end); no copy."""
        low, high = np.searchsorted(self.ids, (start, end))
        return self.taken(slice(int(low), int(high)))


def block(rows: Sequence[Row], known: Dictionary) -> Block:
    """Rows in order of id, by columns; new values are added to the dictionary."""
    columns = zip(*(each.traits for each in rows), strict=True) if rows else ((),) * len(TRAITS)
    codes = {name: _smallest(list(map(known[name].code, column))) for name, column in zip(TRAITS, columns, strict=True)}
    ids, stories, authors, voices = (
        np.fromiter((getattr(each, name) for each in rows), np.int64, len(rows))
        for name in ("id", "story", "author", "voice")
    )
    return Block(ids, stories, authors, voices, codes)


def joined(blocks: Sequence[Block]) -> Block:
    """One block of several that have no row in common, in order of id."""
    columns = {name: _together([each.codes[name] for each in blocks]) for name in TRAITS}
    ids, stories, authors, voices = (
        np.concatenate([getattr(each, name) for each in blocks]) for name in ("ids", "stories", "authors", "voices")
    )
    whole = Block(ids, stories, authors, voices, columns)
    return whole if (np.diff(ids) > 0).all() else whole.taken(np.argsort(ids))


def cut(whole: Block) -> Iterator[Block]:
    """Blocks of the usual size; each holds its own memory."""
    for start in range(0, max(len(whole), 1), SIZE):
        part = whole.taken(slice(start, start + SIZE))
        yield part if len(part) == len(whole) else joined([part])


def _smallest(codes: Sequence[int]) -> Codes:
    return np.array(codes, dtype=np.min_scalar_type(max(codes, default=0)))


def _together(columns: Sequence[Codes]) -> Codes:
    return np.concatenate(columns)  # the larger kind of numbers wins
