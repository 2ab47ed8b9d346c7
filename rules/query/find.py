"""Looking for terms in a text: single words, phrases, wildcards, words near each other.

Everything here answers with places: (first, last) numbers of tokens, ascending and without duplicates. Each takes
time linear in the text (NEAR: times the logarithm of the hits), whatever the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from rules.query.document import Document, Place
from rules.query.nodes import Step
from rules.query.terms import Piece
from rules.query.tokens import Tokens

if TYPE_CHECKING:
    from storage.records import Span

_STEM = 3


class Find(Protocol):
    """Something that stands at places of a text."""

    where: tuple[str, ...]

    def places(self, document: Document, field: str) -> list[Place]:
        """Where it stands in a field; nothing in a field that it is not looked for in."""
        ...

    def stands(self, document: Document) -> bool:
        """Whether it stands in any of its fields."""
        ...

    def whole(self, document: Document, field: str, places: Sequence[Place]) -> Iterable[Place]:
        """Those of some places that are its own, with all words that they need beside them."""
        ...

    def marked(self, document: Document, field: str) -> Collection[Place]:
        """All its places with all words that they need beside them: what to mark."""
        ...


class Run:
    """Pieces that follow each other directly; `common` says how often keys occur among the runs of one bag."""

    __slots__ = ("_alike", "key", "offset", "open", "pieces")

    def __init__(self, pieces: Sequence[Piece], common: Mapping[str, int]) -> None:
        def rarity(number: int) -> tuple[bool, int, int]:
            piece = pieces[number]
            return not piece.glob, -common.get(piece.key, 0), len(piece.key)

        self.pieces = pieces
        self.offset = max(range(len(pieces)), key=rarity)
        self.key = pieces[self.offset].key
        self.open = pieces[self.offset].glob is not None
        self._alike = pieces[0].form == "loose" and not pieces[0].glued and pieces[0].signs is None

    def through(self, tokens: Tokens, numbers: Sequence[int]) -> Iterator[Place]:
        """Its places in which the rarest piece is one of these tokens, which are equal in their loose form."""
        if len(self.pieces) == 1 and self._alike:
            if self.pieces[0].fits(tokens, numbers[0]):
                yield from ((number, number) for number in numbers)
            return
        for number in numbers:
            first = number - self.offset
            last = first + len(self.pieces) - 1
            if first >= 0 and last < len(tokens.keys) and self._stands(tokens, first):
                yield first, last

    def _stands(self, tokens: Tokens, first: int) -> bool:
        return all(piece.fits(tokens, first + step) for step, piece in enumerate(self.pieces))


class Bag:
    """Any of many runs: found through their rarest words, however many there are."""

    __slots__ = ("_open", "_plain", "_runs", "where")

    def __init__(self, where: tuple[str, ...], runs: Sequence[tuple[Piece, ...]]) -> None:
        self.where = where
        self._plain = frozenset(pieces[0].key for pieces in runs if len(pieces) == 1 and pieces[0].plain)
        common = Counter(piece.key for pieces in runs for piece in pieces)
        self._runs: dict[str, list[Run]] = {}
        self._open: dict[str, list[Run]] = {}
        for run in (Run(pieces, common) for pieces in runs if len(pieces) > 1 or not pieces[0].plain):
            found, key = (self._open, run.key[:_STEM]) if run.open else (self._runs, run.key)
            found.setdefault(key, []).append(run)

    def stands(self, document: Document) -> bool:
        """Whether any of them stands anywhere."""
        for field in self.where:
            tokens = document.tokens(field)
            if not tokens.keys:
                continue
            if not tokens.index.keys().isdisjoint(self._plain):
                return True
            if (self._runs or self._open) and any(True for _ in self._placed(tokens)):
                return True
        return False

    def places(self, document: Document, field: str) -> list[Place]:
        tokens = document.tokens(field)
        if not tokens.keys or field not in self.where:
            return []
        index = tokens.index
        found = [(number, number) for key in _shared(self._plain, index) for number in index[key]]
        if not (self._runs or self._open):
            return sorted(found)
        return sorted({*found, *self._placed(tokens)})

    def whole(self, document: Document, field: str, places: Sequence[Place]) -> Iterable[Place]:
        return set(places).intersection(self.places(document, field))

    def marked(self, document: Document, field: str) -> Collection[Place]:
        return self.places(document, field)

    def _placed(self, tokens: Tokens) -> Iterator[Place]:
        """Where the runs stand that are more than one plain word."""
        index = tokens.index
        for key in _shared(self._runs, index):
            for run in self._runs[key]:
                yield from run.through(tokens, index[key])
        if self._open:
            for key in index:
                for stem in {key[:1], key[:2], key[:_STEM]}.intersection(self._open):
                    for run in self._open[stem]:
                        yield from run.through(tokens, index[key])


def _shared(few: Collection[str], many: Collection[str]) -> list[str]:
    if len(few) > len(many):
        few, many = many, few
    return [key for key in few if key in many]


class Within:
    """Words in any order with at most `slop` others between the first and the last of them.

    A window of as many tokens as the words have, plus `slop`, holds each of them (as often as it was asked for);
    every one of the words inside such a window is found.
    """

    __slots__ = ("_bags", "_width", "where")

    def __init__(self, where: tuple[str, ...], units: Sequence[tuple[Piece, ...]], slop: int) -> None:
        self.where = where
        self._bags = [(Bag(where, [unit]), count) for unit, count in Counter(units).items()]
        self._width = sum(map(len, units)) + slop

    def stands(self, document: Document) -> bool:
        return any(self.places(document, field) for field in self.where)

    def places(self, document: Document, field: str) -> list[Place]:
        standing = [(bag.places(document, field), count) for bag, count in self._bags]
        if any(len(places) < count for places, count in standing):
            return []
        words = document.tokens(field).words
        windows = sorted({place[0] for places, _ in standing for place in places})
        kept: set[Place] = set()
        done = [0] * len(standing)
        for start in windows:
            end = bisect_left(words, words[start] + self._width)
            cut = [self._inside(places, start, end) for places, _ in standing]
            if all(high - low >= count for (low, high), (_, count) in zip(cut, standing, strict=True)):
                for number, (low, high) in enumerate(cut):
                    kept.update(standing[number][0][max(low, done[number]) : high])
                    done[number] = max(done[number], high)
        return sorted(kept)

    def whole(self, document: Document, field: str, places: Sequence[Place]) -> Iterable[Place]:
        own = self.places(document, field)
        return [] if set(own).isdisjoint(places) else own

    def marked(self, document: Document, field: str) -> Collection[Place]:
        return self.places(document, field)

    @staticmethod
    def _inside(places: list[Place], start: int, end: int) -> tuple[int, int]:
        """The slice of equally long places that lie in the window from `start` up to `end`."""
        length = places[0][1] - places[0][0]
        return bisect_left(places, (start, 0)), bisect_left(places, (end - length, 0))


class Either:
    """Any of some finds."""

    __slots__ = ("_finds", "where")

    def __init__(self, finds: Sequence[Find]) -> None:
        self._finds = finds
        self.where = tuple(dict.fromkeys(field for find in finds for field in find.where))

    def stands(self, document: Document) -> bool:
        return any(find.stands(document) for find in self._finds)

    def places(self, document: Document, field: str) -> list[Place]:
        return sorted({place for find in self._finds for place in find.places(document, field)})

    def whole(self, document: Document, field: str, places: Sequence[Place]) -> Iterable[Place]:
        return {place for find in self._finds for place in find.whole(document, field, places)}

    def marked(self, document: Document, field: str) -> Collection[Place]:
        return {place for find in self._finds for place in find.marked(document, field)}


class Chain:
    """Operands of NEAR, each within reach of a place of the one before; found are all places on such a way."""

    __slots__ = ("_finds", "_steps", "where")

    def __init__(self, finds: Sequence[Find], steps: Sequence[Step]) -> None:
        self._finds, self._steps = finds, steps
        self.where = tuple(field for field in finds[0].where if all(field in find.where for find in finds))

    def stands(self, document: Document) -> bool:
        return any(any(self._levels(document, field)) for field in self.where)

    def places(self, document: Document, field: str) -> list[Place]:
        return sorted({place for level in self._levels(document, field) for place in level})

    def whole(self, document: Document, field: str, places: Sequence[Place]) -> Iterable[Place]:
        levels = self._levels(document, field)
        return self._whole(document, field, levels) if any(set(places).intersection(level) for level in levels) else []

    def marked(self, document: Document, field: str) -> Collection[Place]:
        levels = self._levels(document, field)
        return self._whole(document, field, levels) if levels else []

    def _whole(self, document: Document, field: str, levels: list[list[Place]]) -> set[Place]:
        pairs = zip(self._finds, levels, strict=True)
        return {place for find, level in pairs for place in find.whole(document, field, level)}

    def _levels(self, document: Document, field: str) -> list[list[Place]]:
        """The places of each operand from which a way leads through all operands; [] where there is none."""
        if field not in self.where:
            return []
        tokens = document.tokens(field)
        if not tokens.keys:
            return []
        levels = [self._finds[0].places(document, field)]
        for find, step in zip(self._finds[1:], self._steps, strict=True):
            if not levels[-1]:
                return []
            here = find.places(document, field)
            if not here:
                return []
            before = Reach(levels[-1], step, tokens.words)
            levels.append([place for place in here if before.leads_to(place)])
        for number in range(len(self._steps) - 1, -1, -1):
            after = Reach(levels[number + 1], self._steps[number], tokens.words)
            levels[number] = [place for place in levels[number] if after.comes_from(place)]
        return levels


class Reach:
    """What lies within a step of some places; `numbers` are the words that the tokens belong to."""

    __slots__ = ("_ends", "_numbers", "_ordered", "_starts", "_words")

    def __init__(self, places: Sequence[Place], step: Step, numbers: Sequence[int]) -> None:
        self._numbers = numbers
        self._starts = [first for first, _ in places]
        self._ends = sorted(last for _, last in places)
        self._words, self._ordered = step.words, step.ordered

    def leads_to(self, place: Place) -> bool:
        """Whether the step leads from one of the places to this one."""
        return self._ended_before(place) or (not self._ordered and self._starts_after(place))

    def comes_from(self, place: Place) -> bool:
        """Whether the step leads from this place to one of the places."""
        return self._starts_after(place) or (not self._ordered and self._ended_before(place))

    def _ended_before(self, place: Place) -> bool:
        number = bisect_left(self._ends, place[0])
        numbers = self._numbers
        return number > 0 and numbers[place[0]] - numbers[self._ends[number - 1]] - 1 <= self._words

    def _starts_after(self, place: Place) -> bool:
        number = bisect_right(self._starts, place[1])
        numbers = self._numbers
        return number < len(self._starts) and numbers[self._starts[number]] - numbers[place[1]] - 1 <= self._words


def spans_of(find: Find, document: Document) -> list[Span]:
    """Where it stands in all its fields, as spans."""
    return [
        span
        for field in find.where
        if (places := find.marked(document, field))
        for span in document.spans(field, places)
    ]
