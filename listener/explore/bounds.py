"""What columns and index decide of an expression: which mentions satisfy it for certain, and which may.

Fields are decided by the columns, single words by the index; phrases, nearness, upper case and their like need the
text, and there the index tells which mentions come into question. A part that is decided has equal bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np

from listener.explore.columns import Block, Dictionary, Mask, Numbers
from listener.explore.traits import COMPARED, COUNTED, LANGUAGE, TONE, tones_of
from rules.query import facts, indexed, literals
from rules.query.document import Document
from rules.query.nodes import And, Between, Fact, Near, Node, Not, Or, Term
from storage.records import Lookup, StoredMention

MOST_AUTHORS = 2_000
"""Authors of fitting names who are looked at."""


class Index(Protocol):
    """What is asked of the store."""

    def holding(self, lookup: Lookup = (), *, beginnings: Sequence[str] = ()) -> Sequence[int]:
        """The ids, ascending, of mentions that hold these, in the time that is asked about."""
        ...

    def mentions(self, ids: Iterable[int]) -> list[StoredMention]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Two masks over the rows that are asked about: where it holds, and where it may hold."""

    certain: Mask
    possible: Mask

    @classmethod
    def exactly(cls, mask: Mask) -> Bounds:
        """Decided."""
        return cls(mask, mask)

    @classmethod
    def at_most(cls, mask: Mask) -> Bounds:
        """To be looked at."""
        return cls(np.zeros_like(mask), mask)

    def __invert__(self) -> Bounds:
        return Bounds(~self.possible, ~self.certain)

    def __and__(self, other: Bounds) -> Bounds:
        return Bounds(self.certain & other.certain, self.possible & other.possible)

    def __or__(self, other: Bounds) -> Bounds:
        return Bounds(self.certain | other.certain, self.possible | other.possible)


class Bounding:
    """Bounds of the parts of an expression over the rows of some blocks.

    Attributes:
        ids: Of the rows, block by block, ascending.
        open: The parts that were asked about and are not decided, by identity: whether they hold, the posts say,
            without what became of them.
    """

    def __init__(self, blocks: Sequence[Block], known: Dictionary, index: Index, brand: str = "") -> None:
        self.blocks, self._known, self._index, self._brand = blocks, known, index, brand
        self._size = sum(map(len, blocks))
        self.ids: Numbers = np.concatenate([each.ids for each in blocks]) if blocks else np.zeros(0, np.int64)
        self._settled: dict[int, Bounds] = {}
        self._held: dict[Lookup, Mask] = {}
        self.open: dict[int, Node] = {}

    def of(self, node: Node | None) -> Bounds:
        """Of an expression, or of one of its parts; without an expression of everything."""
        match node:
            case None:
                return Bounds.exactly(np.ones(self._size, bool))
            case Not(part=part):
                return ~self.of(part)
            case And(parts=parts):
                return self._every(parts)
            case Or(parts=parts):
                return self._any(parts)
        if id(node) not in self._settled:
            found = self._settled[id(node)] = self._leaf(node)
            if found.certain is not found.possible:
                self.open[id(node)] = node
        return self._settled[id(node)]

    def settle(self, part: int, mask: Mask) -> None:
        """A part that was open holds there, of the rows that were looked at."""
        self._settled[part] = Bounds.exactly(mask)

    def _leaf(self, node: Term | Near | Fact | Between) -> Bounds:
        match node:
            case Term():
                return self._term(node)
            case Near(parts=parts):
                inner = Bounding(self.blocks, self._known, self._index, self._brand)
                return Bounds.at_most(inner.of(And(parts=parts, column=0, length=0)).possible)
            case Fact():
                return self._fact(node)
            case Between():
                return self._between(node)

    def _every(self, parts: Sequence[Node]) -> Bounds:
        """Words that the index decides are asked for in one go: it goes through the rarest of them alone."""
        words, rest = _decided(parts)
        found = [Bounds.exactly(self._holding(tuple((word,) for word in words)))] if words else []
        return reduce(Bounds.__and__, [*found, *map(self.of, rest)])

    def _any(self, parts: Sequence[Node]) -> Bounds:
        words, rest = _decided(parts)
        found = [Bounds.exactly(self._holding((tuple(words),)))] if words else []
        return reduce(Bounds.__or__, [*found, *map(self.of, rest)])

    def _term(self, term: Term) -> Bounds:
        if word := indexed.token(term):
            return Bounds.exactly(self._holding(((word,),)))
        if begins := indexed.beginning(term):
            stem, exact = begins
            mask = self._at(self._index.holding(beginnings=(stem,)))
            return Bounds.exactly(mask) if exact else Bounds.at_most(mask)
        return Bounds.at_most(self._holding(literals.lookup(term)))

    def _fact(self, fact: Fact) -> Bounds:
        wanted = frozenset(fact.values)
        if fact.field in COMPARED:
            return self._said(fact.field, [facts.is_one_of(said, wanted) for said in self._known[fact.field].said])
        if fact.field == TONE:
            tones = [tones_of(said, self._brand) for said in self._known[TONE].said]
            return self._said(TONE, [facts.is_one_of(each, wanted) for each in tones])
        if fact.field == LANGUAGE:
            return self._said(LANGUAGE, [facts.speaks(code, wanted) for code in self._known[LANGUAGE].said])
        if fact.field == "story":
            stories = np.array([int(each) for each in wanted if each.isdecimal() and len(each) < 19], np.int64)
            return Bounds.exactly(self._whole([np.isin(each.stories, stories) for each in self.blocks]))
        if fact.field == "author":
            return self._author(fact)
        mask = self._holding(literals.lookup(fact))
        whole_hosts = fact.field == "site" and not any("/" in site for site in wanted)
        return Bounds.exactly(mask) if whole_hosts else Bounds.at_most(mask)

    def _between(self, node: Between) -> Bounds:
        if node.field not in COUNTED:
            return Bounds.at_most(self._holding(()))
        low, high = -np.inf if node.low is None else node.low, np.inf if node.high is None else node.high
        said = np.array([np.nan if each is None else each for each in self._known[node.field].said], np.float64)
        return self._said(node.field, (said >= low) & (said <= high))

    def _author(self, fact: Fact) -> Bounds:
        """The index holds names without signs and accents: one mention of each such name says how it is written."""
        proposed = self._holding(literals.lookup(fact))
        authors = self._whole([each.authors for each in self.blocks])
        names, first = np.unique(authors[proposed], return_index=True)
        if len(names) > MOST_AUTHORS:
            return Bounds.at_most(proposed)
        ask = facts.fact(fact)
        asked = self.ids[proposed][first]
        samples = {each.id: each for each in self._index.mentions(asked.tolist())}
        meant = [
            name
            for name, id in zip(names, asked.tolist(), strict=True)
            if id in samples and ask(Document.of(samples[id])) is not None
        ]
        return Bounds.exactly(proposed & np.isin(authors, np.array(meant, np.int64)))

    def _said(self, trait: str, fits: Sequence[bool] | Mask) -> Bounds:
        """The mentions that say in a field what fits; `fits` has a verdict for each value of the dictionary."""
        verdicts = np.asarray(fits, bool)
        return Bounds.exactly(self._whole([verdicts[each.codes[trait]] for each in self.blocks]))

    def _holding(self, lookup: Lookup) -> Mask:
        if lookup not in self._held:
            self._held[lookup] = self._at(self._index.holding(lookup)) if lookup else np.ones(self._size, bool)
        return self._held[lookup]

    def _at(self, ids: Sequence[int]) -> Mask:
        """Where those stand; what came after the copy was freshened is left out."""
        wanted = np.fromiter(ids, np.int64, len(ids))
        mask = np.zeros(self._size, bool)
        if self._size and len(wanted):
            places = np.searchsorted(self.ids, wanted)
            places = places[places < self._size]
            mask[places[self.ids[places] == wanted[: len(places)]]] = True
        return mask

    def _whole(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate(parts) if parts else np.zeros(0, bool)


def _decided(parts: Sequence[Node]) -> tuple[list[str], list[Node]]:
    """The words of parts that the index decides, and the other parts."""
    words: list[str] = []
    rest: list[Node] = []
    for part in parts:
        word = indexed.token(part) if isinstance(part, Term) else None
        if word is None:
            rest.append(part)
        else:
            words.append(word)
    return words, rest
