"""The answer to a question: which mentions are meant, how many, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from listener.explore.bounds import Bounding
from listener.explore.columns import Block, Codes, Dictionary, Mask, Numbers
from listener.explore.copy import State, Stored
from listener.explore.looking import Looking
from listener.explore.question import Question, Read
from storage.records import Lookup, Span, StoredMention
from storage.records.number import number_at

MOST_READ = 5_000
"""Texts that are looked at for one answer; where more come into question, what they say of all is an estimate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many mentions are meant.

    Attributes:
        read: Texts that were looked at, of `asked` that came into question.
        found: Those among them that are meant.
    """

    value: int
    read: int = 0
    asked: int = 0
    found: int = 0

    @property
    def exact(self) -> bool:
        """Whether nothing was estimated."""
        return self.read == self.asked


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Rows of a block; `rows` are their places, ascending. Each stands for as many mentions as `weight` says."""

    block: Block
    rows: Numbers
    weight: float = 1.0

    @property
    def ids(self) -> Numbers:
        """Ascending."""
        return self.block.ids[self.rows]

    @property
    def stories(self) -> Numbers:
        """The story of each."""
        return self.block.stories[self.rows]

    @property
    def voices(self) -> Codes:
        """Who said each, as a number of the dictionary; 0 where nobody knows."""
        return self.block.voices[self.rows]

    def codes(self, trait: str) -> Codes:
        """What each says in a field, as a number of the dictionary."""
        return self.block.codes[trait][self.rows]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sought:
    """Which mentions are meant, over a state of the copy, as far as that is known.

    Attributes:
        parts: Those that are meant for certain, and those that were looked at, of the ones that may be.
        rest: Those that may be meant and were not looked at.
        looking: What tells which of them are.
    """

    asked: Read
    known: Dictionary
    parts: Sequence[Part]
    rest: Sequence[Part]
    looking: Looking

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.asked.question


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Answer(Sought):
    """The same, of which enough was looked at to say how many they are."""

    size: Size


class Window:
    """What is asked of the store about one stretch of time."""

    def __init__(self, store: Stored, question: Question) -> None:
        self._store, self._question = store, question

    def holding(self, lookup: Lookup = (), *, beginnings: Sequence[str] = ()) -> Sequence[int]:
        """The ids of mentions that hold these."""
        since, until = self._question.since, self._question.until
        return self._store.holding(lookup, beginnings=beginnings, since=since, until=until)

    def mentions(self, ids: Iterable[int]) -> list[StoredMention]:
        """In the order asked for."""
        return self._store.mentions(ids)


def sought(store: Stored, state: State, asked: Read) -> Sought:
    """What columns and index say of what is meant. No text is looked at: whoever wants only the first mentions looks at
    no more than these take."""
    since, until = (number_at(at) for at in (asked.question.since, asked.question.until))
    blocks = [part for each in state.blocks if len(part := each.between(since, until))]
    bounding = Bounding(blocks, state.known, Window(store, asked.question), asked.question.brand)
    bounds = bounding.of(asked.node)
    looking = Looking(store, asked, bounding, bounds.possible & ~bounds.certain)
    parts, rest = _taken(blocks, bounds.certain), _taken(blocks, looking.open)
    return Sought(asked=asked, known=state.known, parts=parts, rest=rest, looking=looking)


def answer(store: Stored, state: State, asked: Read) -> Answer:
    """Find what is meant, and count it."""
    found = sought(store, state, asked)
    looking, blocks, count = found.looking, found.looking.bounding.blocks, sum(len(each.rows) for each in found.parts)
    many = int(looking.open.sum())
    chosen = _chosen(looking.open, many)
    meant, read, left = looking.meant(chosen), int(chosen.sum()), looking.after(chosen)
    hits, weight = int(meant.sum()), many / max(read, 1)
    size = Size(value=count + round(hits * weight), read=read, asked=many, found=hits)
    parts = [*found.parts, *_taken(blocks, meant, weight)]
    return Answer(asked=asked, known=state.known, size=size, parts=parts, rest=_taken(blocks, left.open), looking=left)


def spans(asked: Read, mentions: Sequence[StoredMention]) -> list[tuple[Span, ...] | None]:
    """The words by which each satisfies the expression, None for one that does not; without an expression the words by
    which it belongs to the brand, or to any."""
    if asked.filter is None:
        brand = asked.question.brand
        return [
            tuple(span for match in each.matches if match.brand == brand or not brand for span in match.spans)
            for each in mentions
        ]
    return [asked.filter.matches(each, asked.question.scope) for each in mentions]


def _chosen(doubtful: Mask, many: int) -> Mask:
    """All that come into question, or as many of them as are looked at, drawn by chance; the same ones each time."""
    if many <= MOST_READ:
        return doubtful
    rows = np.random.default_rng(many).choice(np.flatnonzero(doubtful), MOST_READ, replace=False)
    chosen = np.zeros_like(doubtful)
    chosen[rows] = True
    return chosen


def _taken(blocks: Sequence[Block], mask: Mask, weight: float = 1.0) -> list[Part]:
    """The rows of a mask over all blocks, block by block; blocks without any are left out."""
    found, start = [], 0
    for each in blocks:
        rows = np.flatnonzero(mask[start : start + len(each)])
        start += len(each)
        if len(rows):
            found.append(Part(each, rows, weight))
    return found
