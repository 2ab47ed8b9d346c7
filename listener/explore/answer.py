"""The answer to a question: which mentions are meant, how many, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from listener.explore.bounds import Bounding
from listener.explore.columns import Block, Codes, Dictionary, Mask, Numbers
from listener.explore.copy import State, Stored
from listener.explore.question import Question, Read
from rules.query.document import Document
from rules.query.verdict import compiled
from storage.records import Lookup, Span, StoredMention
from storage.records.number import number_at

MOST_READ = 5_000
"""Texts that are looked at for one answer; where more come into question, what they say of all is an estimate."""
PORTION = 500


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
class Answer:
    """Which mentions are meant, over a state of the copy.

    Attributes:
        parts: Those that are meant for certain, and those that were looked at, of the ones that may be.
        rest: Those that may be meant and were not looked at.
    """

    asked: Read
    known: Dictionary
    size: Size
    parts: Sequence[Part]
    rest: Sequence[Part]

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.asked.question


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


def answer(store: Stored, state: State, asked: Read) -> Answer:
    """Find what is meant."""
    since, until = (number_at(at) for at in (asked.question.since, asked.question.until))
    blocks = [part for each in state.blocks if len(part := each.between(since, until))]
    bounding = Bounding(blocks, state.known, Window(store, asked.question), asked.question.brand)
    bounds = bounding.of(asked.node)
    certain = _taken(blocks, bounds.certain)
    count = sum(len(each.rows) for each in certain)
    doubtful = bounds.possible & ~bounds.certain
    many = int(doubtful.sum())
    if not many:
        return Answer(asked=asked, known=state.known, size=Size(value=count), parts=certain, rest=())
    chosen = _chosen(doubtful, many)
    meant, read = _looked_at(store, asked, blocks, bounding, chosen), int(chosen.sum())
    found = int(meant.sum())
    size = Size(value=count + round(found * many / read), read=read, asked=many, found=found)
    if size.exact:
        whole = _taken(blocks, bounds.certain | meant)
        return Answer(asked=asked, known=state.known, size=size, parts=whole, rest=())
    parts = [*certain, *_taken(blocks, meant, many / read)]
    return Answer(asked=asked, known=state.known, size=size, parts=parts, rest=_taken(blocks, doubtful & ~chosen))


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


def _looked_at(store: Stored, asked: Read, blocks: Sequence[Block], bounding: Bounding, chosen: Mask) -> Mask:
    """Those of the chosen that satisfy the expression: what is open in it, their posts decide."""
    ids = np.concatenate([each.ids for each in blocks])
    wanted: Numbers = ids[chosen]
    tests = {part: compiled(node) for part, node in bounding.open.items()}
    holding: dict[int, list[int]] = {part: [] for part in tests}
    for start in range(0, len(wanted), PORTION):
        for document in map(Document, store.posts(wanted[start : start + PORTION].tolist())):
            for part, test in tests.items():
                if test.holds(document):
                    holding[part].append(document.mention.id or 0)
    for part, found in holding.items():
        bounding.settle(part, np.isin(ids, np.array(found, np.int64)))
    return chosen & bounding.of(asked.node).certain


def _taken(blocks: Sequence[Block], mask: Mask, weight: float = 1.0) -> list[Part]:
    """The rows of a mask over all blocks, block by block; blocks without any are left out."""
    found, start = [], 0
    for each in blocks:
        rows = np.flatnonzero(mask[start : start + len(each)])
        start += len(each)
        if len(rows):
            found.append(Part(each, rows, weight))
    return found
