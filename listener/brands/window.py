"""A stretch of the copy in memory, all brands together."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

import numpy as np

from listener.brands.clusters import Mix
from listener.brands.own import BRAND, about
from listener.brands.retelling import Retelling, retellings
from listener.explore.columns import WORD, Codes, Numbers
from listener.explore.copy import State
from listener.explore.pieces import Apart, Piece, Pieces, Said, pieces
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

    def again(self, first: int, last: int) -> Pieces:
        """Those between two of its places whose story others in the copy tell too, in blocks of their own."""
        found: Pieces = self.once(("again", first, last), lambda: Pieces(self._again(first, last)))
        return found

    def told_at(self, first: int, last: int) -> Numbers:
        """Where these stand."""
        return gathered(
            [among.rows[rows] + (each.begin - each.low) for each, among, rows in self._apart(first, last)], np.int64
        )

    def mix(self, name: Hashable, first: int, last: int, said: Said, sizes: Numbers) -> Mix:
        """What these say.

        Args:
            name: Tells what is said from everything else.
            said: What `saying` gives of those in some pieces.
            sizes: As of a table.
        """
        wanted = self.again(first, last)
        begin: Callable[[], Mix] = lambda: Mix.of(said(wanted), sizes)  # noqa: E731
        move: Callable[[Mix, Apart], Mix] = lambda mix, by: mix.moved(said(by.gone), said(by.came))  # noqa: E731
        return self.sums.following((name, len(sizes)), wanted, begin, move)

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

    def story(self, places: Numbers) -> Codes:
        """The number of the story of each mention at some places, 0 for those that tell what nobody else does."""
        return gathered(
            [self._retellings[id(each.block)].stories[rows] for each, rows in self._here(places)], np.uint32
        )

    def _again(self, first: int, last: int) -> Iterator[Piece]:
        begin = 0
        for _, among, rows in self._apart(first, last):
            yield Piece(among.again, rows.start, rows.stop, begin)
            begin += rows.stop - rows.start

    def _apart(self, first: int, last: int) -> Iterator[tuple[Piece, Retelling, slice]]:
        """What lies between two places in each block, what others tell too in there, and which rows of it."""
        for each in self.between(first, last):
            among = self._retellings[id(each.block)]
            rows = slice(*np.searchsorted(among.rows, (each.low, each.high)).tolist())
            if rows.start < rows.stop:
                yield each, among, rows

    @cached_property
    def _retellings(self) -> dict[int, Retelling]:
        """By block."""
        return {id(each.block): each for each in retellings([each.block for each in self.pieces], self.known)}

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
