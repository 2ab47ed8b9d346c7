"""Mentions by columns: blocks of rows in the order in which they were said; nothing changes them once they are made."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.explore.traits import TRAITS, Row

SIZE = 8_192
"""Rows of a block; one that grows to twice as many is cut. What changes one row makes its block anew."""

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[Any]
"""Unsigned, as small as its largest number allows."""
Mask = npt.NDArray[np.bool_]


_NOTHING: Numbers = np.zeros(0, np.int64)
MOST_LOOKED_UP = 2_000
MOST_FOUND = 500
"""Things that are kept of a block: what all of them take has an end, however many brands there are."""


class Values:
    """What is said in one field, numbered in the order in which it came; what is once in it stays."""

    __slots__ = ("_codes", "_looked_up", "_ordered", "said")

    def __init__(self) -> None:
        self.said: list[Any] = []
        self._ordered = (_NOTHING, _NOTHING)
        self._codes: dict[Hashable, int] = {}
        self._looked_up: dict[Hashable, Numbers] = {}

    def code(self, value: Hashable) -> int:
        """The number that stands for a value."""
        found = self._codes.get(value)
        if found is None:
            found = self._codes[value] = len(self.said)
            self.said.append(value)
        return found

    def known(self, value: Hashable) -> int | None:
        """The same of a value that there is; None for any other."""
        return self._codes.get(value)

    def fill(self, said: Sequence[Any]) -> None:
        """What was said before, in its order."""
        self.said, self._ordered = list(said), (_NOTHING, _NOTHING)
        self._codes = {value: code for code, value in enumerate(said)}

    def each(self, name: Hashable, of: Callable[[Any], int]) -> Numbers:
        """A number for every value, found out once for each; `name` tells what it says from other such numbers."""
        found = self._looked_up.get(name, _NOTHING)
        if len(found) < len(self.said):
            fresh = [of(value) for value in self.said[len(found) :]]
            found = self._looked_up[name] = np.concatenate([found, np.array(fresh, np.int64)])
            if len(self._looked_up) > MOST_LOOKED_UP:
                self._looked_up.pop(next(iter(self._looked_up)))
        return found

    def ordered(self) -> tuple[Numbers, Numbers]:
        """The values, which are whole numbers, ascending, and the number of each; sorted is only what came since."""
        values, numbers = self._ordered
        if len(numbers) < len(self.said):
            fresh = np.array(self.said[len(numbers) :], np.int64)
            order = np.argsort(fresh)
            places = np.searchsorted(values, fresh[order])
            values, numbers = np.insert(values, places, fresh[order]), np.insert(numbers, places, order + len(numbers))
            self._ordered = values, numbers
        return values, numbers


Dictionary = Mapping[str, Values]


WORD, VOICE, STORY = "word", "voice", "story"
"""In the dictionary beside the traits: the words of the texts; who wrote them, 0 is nobody who is known; the stories
that were told more than once, 0 is any other."""


def dictionary() -> Dictionary:
    """An empty one."""
    found = {name: Values() for name in (*TRAITS, WORD, VOICE, STORY)}
    for name in (VOICE, STORY):
        found[name].code(0)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of some mentions, one mention after the other.

    Attributes:
        codes: Their numbers in the dictionary.
        ends: Where those of each mention end.
    """

    codes: Codes
    ends: Numbers

    def taken(self, rows: slice | Numbers | Mask) -> Words:
        """Those of some of the mentions; of a slice without a copy of the words."""
        if isinstance(rows, slice):
            return self._sliced(rows)
        lengths = np.diff(self.ends, prepend=0)[rows]
        begins, ends = self.ends[rows] - lengths, np.cumsum(lengths)
        places = np.repeat(begins - (ends - lengths), lengths) + np.arange(lengths.sum())
        return Words(self.codes[places], ends)

    def _sliced(self, rows: slice) -> Words:
        first, last, _ = rows.indices(len(self.ends))
        begin = int(self.ends[first - 1]) if first else 0
        end = int(self.ends[last - 1]) if last > first else begin
        return Words(self.codes[begin:end], self.ends[first:last] - begin)

    @property
    def holders(self) -> Numbers:
        """The place of the mention that each word is of."""
        return np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some mentions that follow each other in time.

    Attributes:
        ids: The numbers of the mentions, ascending.
        voices: Of who wrote each, the number in the dictionary; 0 where nobody knows.
        codes: Of each trait the number of what each mention says.
        whole: The block that these are some of the rows of, where they are needed as long as that is.
        found: What was found out of it once, by name, and of which state of everything else.
    """

    ids: Numbers
    stories: Numbers
    authors: Numbers
    voices: Codes
    codes: Mapping[str, Codes]
    words: Words
    whole: Block | None = field(default=None, repr=False)
    found: dict[Hashable, tuple[Hashable, Any]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def once(self, name: Hashable, work: Callable[[], Any], state: Hashable = None) -> Any:
        """What `work` finds out of it, and of something else that is in this state."""
        known = self.found.get(name)
        if known is None or known[0] != state:
            if known is None and len(self.found) >= MOST_FOUND:
                self.found.clear()
            known = self.found[name] = state, work()
        return known[1]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        own = (self.ids, self.stories, self.authors, self.voices, self.words.codes, self.words.ends)
        return sum(each.nbytes for each in (*own, *self.codes.values()))

    def taken(self, rows: slice | Numbers | Mask) -> Block:
        """Some of its rows."""
        codes = {name: column[rows] for name, column in self.codes.items()}
        mine = (self.ids[rows], self.stories[rows], self.authors[rows], self.voices[rows])
        return Block(*mine, codes, self.words.taken(rows))

    def between(self, start: int, end: int) -> Block:
        """The rows with an id in [start, end); no copy."""
        low, high = np.searchsorted(self.ids, (start, end))
        return self.taken(slice(int(low), int(high)))


def block(rows: Sequence[Row], known: Dictionary) -> Block:
    """Rows in order of id, by columns; new values are added to the dictionary."""
    columns = zip(*(each.traits for each in rows), strict=True) if rows else ((),) * len(TRAITS)
    codes = {name: _smallest(list(map(known[name].code, column))) for name, column in zip(TRAITS, columns, strict=True)}
    ids, stories, authors = (
        np.fromiter((getattr(each, name) for each in rows), np.int64, len(rows)) for name in ("id", "story", "author")
    )
    voices = _smallest([known[VOICE].code(each.voice) for each in rows])
    for each in rows:
        if each.story != each.id:
            known[STORY].code(each.story)
    return Block(ids, stories, authors, voices, codes, _words(rows, known[WORD]))


def _words(rows: Sequence[Row], known: Values) -> Words:
    said = [known.code(word) for each in rows for word in each.words]
    return Words(_smallest(said), np.cumsum([len(each.words) for each in rows], dtype=np.int64))


def joined(blocks: Sequence[Block]) -> Block:
    """One block of several that have no row in common, in order of id."""
    columns = {name: _together([each.codes[name] for each in blocks]) for name in TRAITS}
    ids, stories, authors, voices = (
        _together([getattr(each, name) for each in blocks]) for name in ("ids", "stories", "authors", "voices")
    )
    whole = Block(ids, stories, authors, voices, columns, joined_words([each.words for each in blocks]))
    return whole if (np.diff(ids) > 0).all() else whole.taken(np.argsort(ids))


def joined_words(parts: Sequence[Words]) -> Words:
    """One after the other."""
    begins = np.cumsum([0, *(len(each.codes) for each in parts)])
    ends = np.concatenate([each.ends + begin for each, begin in zip(parts, begins, strict=False)])
    return Words(_together([each.codes for each in parts]), ends)


def cut(whole: Block) -> Iterator[Block]:
    """Blocks of the usual size; each holds its own memory."""
    for start in range(0, max(len(whole), 1), SIZE):
        part = whole.taken(slice(start, start + SIZE))
        yield part if len(part) == len(whole) else joined([part])


def _smallest(codes: Sequence[int]) -> Codes:
    return np.array(codes, dtype=np.min_scalar_type(max(codes, default=0)))


def _together(columns: Sequence[Codes]) -> Codes:
    return np.concatenate(columns)  # the larger kind of numbers wins
