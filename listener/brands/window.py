"""A stretch of the copy in memory, all brands together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.brands.own import BRAND, about
from listener.explore.columns import WORD, Block, Codes, Numbers
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
        bars = self._barred(self.places(edges))
        return {name: (bars @ about(self.known, name)[: bars.shape[1]]).tolist() for name in brands}

    def _barred(self, cuts: Sequence[int]) -> Numbers:
        """Bars × sets of brands, as the dictionary numbers them: how many mentions between each two places are about
        each."""
        found = np.zeros((len(cuts) - 1, len(self.known[BRAND].said)), np.int64)
        for bar, each in self.pieces.barred(cuts):
            counts = _sets(each)
            found[bar, : len(counts)] += counts
        return found

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
    def told(self) -> Numbers:
        """The first mentions of the stories that are told again in the window, ascending."""
        return self._stories[0]

    @property
    def retold(self) -> tuple[Numbers, Numbers]:
        """The places, ascending, of the mentions of these stories, and of each the place of its story in `told`. All
        others are the only ones here to tell what they tell."""
        return self._stories[1], self._stories[2]

    def retold_codes(self, trait: str) -> Codes:
        """What each of these mentions says in a field, as a number of the dictionary."""
        found: Codes = self.once(trait, lambda: self.codes(trait, self.retold[0]))
        return found

    def story(self, places: Numbers) -> npt.NDArray[np.int64]:
        """Of the mentions at some places the place of each one's story in `told`, and one more; 0 for those that tell
        what nobody else does."""
        at, numbers = self.retold
        if not len(at):
            return np.zeros(len(places), np.int64)
        near = np.minimum(np.searchsorted(at, places), len(at) - 1)
        return np.where(at[near] == places, numbers[near] + 1, 0)

    @cached_property
    def _stories(self) -> tuple[Numbers, Numbers, Numbers]:
        copies = [(each.begin - each.low, _within(_copies(each.block), each.low, each.high)) for each in self.pieces]
        again = gathered([rows + shift for shift, (rows, _) in copies], np.int64)
        told, numbers = np.unique(gathered([firsts for _, (_, firsts) in copies], np.int64), return_inverse=True)
        places, firsts = self._firsts(told)
        at = np.concatenate([again, places])
        order = np.argsort(at, kind="stable")  # both ascend, and are merged
        return told, at[order], np.concatenate([numbers, firsts])[order]

    def _firsts(self, told: Numbers) -> tuple[Numbers, Numbers]:
        """Which of these mentions are here: their places, and which of them they are."""
        places, found = [], []
        cuts = np.searchsorted(told, [int(each.block.ids[each.low]) for each in self.pieces]).tolist()
        for each, first, last in zip(self.pieces, cuts, [*cuts, len(told)][1:], strict=True):
            wanted, ids = told[first:last], each.block.ids[each.low : each.high]
            at = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
            here = np.flatnonzero(ids[at] == wanted)
            places.append(at[here] + each.begin)
            found.append(here + first)
        return gathered(places, np.int64), gathered(found, np.int64)

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


def _sets(piece: Piece) -> Numbers:
    """How many mentions are about each set of brands."""
    codes = piece.block.codes[BRAND]
    if len(piece) < len(piece.block):
        return np.bincount(codes[piece.low : piece.high])
    found: Numbers = piece.block.once("sets", lambda: np.bincount(codes))
    return found


def _copies(block: Block) -> tuple[Numbers, Numbers]:
    """The places of mentions that tell again what another one told first, and the number of that one."""
    found: tuple[Numbers, Numbers] = block.once("copies", lambda: _found_copies(block))
    return found


def _found_copies(block: Block) -> tuple[Numbers, Numbers]:
    rows = np.flatnonzero(block.stories != block.ids)
    return rows, block.stories[rows]


def _within(copies: tuple[Numbers, Numbers], low: int, high: int) -> tuple[Numbers, Numbers]:
    first, last = np.searchsorted(copies[0], (low, high))
    return copies[0][first:last], copies[1][first:last]


def gathered(columns: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    """One after the other; an empty one of this kind where there is none."""
    return np.concatenate(columns) if columns else np.zeros(0, kind)
