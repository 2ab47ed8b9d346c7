"""A stretch of the copy in memory, all brands together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

import numpy as np

from listener.brands.own import BRAND, about
from listener.brands.retelling import Retelling, Told, retellings
from listener.explore.columns import WORD, Codes, Numbers
from listener.explore.copy import State
from listener.explore.pieces import Piece, Pieces, pieces
from listener.wording.periods import Period
from storage.records.number import number_at

ROOM = 2**16
"""Words are counted anew when there are so many more."""


class Window:
    """Mentions, oldest first.

    Attributes:
        pieces: Where they lie in the copy.
        sums: What was counted of this copy before.
        room: For so many words: as many as are known, and some more.
    """

    def __init__(self, state: State, period: Period) -> None:
        self.pieces = pieces(state.blocks, number_at(period.since), number_at(period.until))
        self.known, self.sums = state.known, state.sums
        self.room = -(-len(self.known[WORD].said) // ROOM) * ROOM
        self._begins = np.array([each.begin for each in self.pieces], np.int64)
        self._lasts = np.array([each.block.ids[each.high - 1] for each in self.pieces], np.int64)
        self._once: dict[Hashable, Any] = {}
        self.sums.leave(state.blocks)

    def places(self, moments: Sequence[datetime]) -> list[int]:
        """Where each begins."""
        return [self._place(number_at(each)) for each in moments]

    def once(self, name: Hashable, work: Callable[[], Any]) -> Any:
        """What `work` finds out of it."""
        if name not in self._once:
            self._once[name] = work()
        return self._once[name]

    def between(self, first: int, last: int) -> Pieces:
        """What lies between two of its places."""
        found: Pieces = self.once((first, last), lambda: self.pieces.between(first, last))
        return found

    def sizes(self, brands: Iterable[str], edges: Sequence[datetime]) -> dict[str, list[int]]:
        """How many mentions of each brand there are between each two edges."""
        many = len(self.known[BRAND].said)
        bars = self.pieces.barred(self.places(edges), partial(_sets, many=many), many)
        return {name: (bars @ about(self.known, name)[:many]).tolist() for name in brands}

    def ids(self, places: Numbers) -> Numbers:
        """The numbers of the mentions at some places, which are ascending."""
        return gathered([each.block.ids[rows] for each, rows in self._here(places)], np.int64)

    def codes(self, trait: str, places: Numbers) -> Codes:
        """What each of these says in a field, as a number of the dictionary."""
        return gathered([each.block.codes[trait][rows] for each, rows in self._here(places)], np.uint8)

    def column(self, trait: str) -> Codes:
        """What every mention says in a field."""
        return gathered([each.block.codes[trait][each.low : each.high] for each in self.pieces], np.uint8)

    @property
    def retold(self) -> tuple[Numbers, Codes]:
        """The places, ascending, of the mentions whose story others in the copy tell too, and of each the number of its
        story in the dictionary. All others are the only ones here to tell what they tell."""
        found: tuple[Numbers, Codes] = self.once("retold", self._retold)
        return found

    def retold_codes(self, trait: str) -> Codes:
        """What each of these mentions says in a field, as a number of the dictionary."""
        found: Codes = self.once(trait, lambda: self.codes(trait, self.retold[0]))
        return found

    def story(self, places: Numbers) -> Codes:
        """The number of the story of each mention at some places, 0 for those that tell what nobody else does."""
        return gathered(
            [self._retellings[id(each.block)].stories[rows] for each, rows in self._here(places)], np.uint32
        )

    def told(self, brand: str) -> list[tuple[Piece, Told]]:
        """Those of a brand that tell what others tell too, in each piece."""
        found: list[tuple[Piece, Told]] = self.once(("told", brand), lambda: self._told(brand))
        return found

    def _told(self, brand: str) -> list[tuple[Piece, Told]]:
        each = ((one, self._retellings[id(one.block)].about(self.known, brand)) for one in self.pieces)
        return [(one, mine.between(one.low, one.high)) for one, mine in each]

    @cached_property
    def _retellings(self) -> dict[int, Retelling]:
        """By block."""
        return {id(each.block): each for each in retellings([each.block for each in self.pieces], self.known)}

    def _retold(self) -> tuple[Numbers, Codes]:
        each = [(one, self._retellings[id(one.block)]) for one in self.pieces]
        rows = [among.rows[slice(*np.searchsorted(among.rows, (one.low, one.high)))] for one, among in each]
        places = [some + (one.begin - one.low) for (one, _), some in zip(each, rows, strict=True)]
        stories = [among.stories[some] for (_, among), some in zip(each, rows, strict=True)]
        return gathered(places, np.int64), gathered(stories, np.uint32)

    def _place(self, id: int) -> int:
        """How many mentions are before this one."""
        number = int(np.searchsorted(self._lasts, id))
        if number == len(self._lasts):
            return self.pieces.rows
        piece = self.pieces.each[number]
        return piece.begin + int(np.searchsorted(piece.block.ids[piece.low : piece.high], id))

    def _here(self, places: Numbers) -> list[tuple[Piece, Numbers]]:
        """Some places of the window, block by block, as places of the block."""
        cuts = np.searchsorted(places, self._begins).tolist()
        ends = [*cuts, len(places)][1:]
        return [
            (each, places[first:last] - (each.begin - each.low))
            for each, first, last in zip(self.pieces, cuts, ends, strict=True)
            if first < last
        ]


def window_of(state: State, period: Period) -> Window:
    """The mentions of a period."""
    found: Window = state.once(period, lambda: Window(state, period))
    return found


def _sets(piece: Piece, many: int) -> Numbers:
    """How many mentions are about each of so many sets of brands."""
    codes = piece.block.codes[BRAND]
    if len(piece) < len(piece.block):
        return np.bincount(codes[piece.low : piece.high], minlength=many)
    found: Numbers = piece.block.once("sets", lambda: np.bincount(codes, minlength=many), many)
    return found


def gathered(columns: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    """One after the other; an empty one of this kind where there is none."""
    return np.concatenate(columns) if columns else np.zeros(0, kind)
