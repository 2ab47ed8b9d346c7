"""A stretch of the copy in memory, all brands together: its columns one after the other, each made when wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from listener.brands.own import Own, Tally, own, tallied, tally, together
from listener.explore.columns import WORD, Block, Codes, Numbers, Words, joined_words
from listener.explore.copy import State
from listener.wording.periods import Period
from storage.records.number import number_at


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A block's places [low, high), which stand in the window from `begin` on."""

    block: Block
    low: int
    high: int
    begin: int

    def own(self, mine: Own) -> Own:
        """Of what is a brand's in the block, that which lies in here; by places of the block."""
        return mine if self.is_whole else mine.between(self.low, self.high)

    @property
    def is_whole(self) -> bool:
        """Whether all of the block lies in the window."""
        return not self.low and self.high == len(self.block)

    def between(self, first: int, last: int) -> Piece:
        """What of it lies in [first, last) of the window's places; where that is nothing, it is empty."""
        low, high = (min(max(self.low + place - self.begin, self.low), self.high) for place in (first, last))
        return Piece(self.block, low, high, self.begin + low - self.low)


class Window:
    """Mentions, oldest first."""

    def __init__(self, state: State, period: Period) -> None:
        ends = (number_at(period.since), number_at(period.until))
        self._pieces = list(_pieces(state.blocks, *ends))
        self._columns: dict[str, Codes] = {}
        self.known = state.known

    @cached_property
    def ids(self) -> Numbers:
        """Their numbers, ascending."""
        return _together([each.block.ids[each.low : each.high] for each in self._pieces], np.int64)

    def column(self, trait: str) -> Codes:
        """What each says in a field, as a number of the dictionary."""
        if trait not in self._columns:
            parts = [each.block.codes[trait][each.low : each.high] for each in self._pieces]
            self._columns[trait] = _together(parts, np.uint8)
        return self._columns[trait]

    @cached_property
    def voices(self) -> Codes:
        """Who wrote each, as a number of the dictionary; 0 where nobody knows."""
        return _together([each.block.voices[each.low : each.high] for each in self._pieces], np.uint8)

    @cached_property
    def words(self) -> Words:
        """The words of each."""
        parts = [each.block.words.taken(slice(each.low, each.high)) for each in self._pieces]
        return joined_words(parts) if parts else Words(np.zeros(0, np.uint8), np.zeros(0, np.int64))

    @cached_property
    def stories(self) -> npt.NDArray[np.int32]:
        """A small number for each one's story, its place in `told` and one more; 0 for most: those that have a story
        of their own, which nobody else in the window tells."""
        found, (copies, _), (told, numbers) = np.zeros(len(self.ids), np.int32), self._copies, self._told
        found[copies] = numbers + 1
        places = np.searchsorted(self.ids, told)
        places[places == len(self.ids)] = 0
        here = self.ids[places] == told if len(self.ids) else np.zeros(0, bool)
        found[places[here]] = np.flatnonzero(here) + 1
        return found

    @property
    def told(self) -> Numbers:
        """The first mentions of the stories that are told again in the window, ascending."""
        return self._told[0]

    @cached_property
    def _told(self) -> tuple[Numbers, Numbers]:
        told, numbers = np.unique(self._copies[1], return_inverse=True)
        return told, numbers

    @cached_property
    def _copies(self) -> tuple[Numbers, Numbers]:
        """The places of mentions that tell again what another one told first, and the number of that one."""
        places, firsts = [], []
        for each in self._pieces:
            rows = _copies(each.block)
            rows = rows[slice(*np.searchsorted(rows, (each.low, each.high)))]
            places.append(rows + (each.begin - each.low))
            firsts.append(each.block.stories[rows])
        return _together(places, np.int64), _together(firsts, np.int64)

    def places(self, moments: Sequence[datetime]) -> Numbers:
        """Where each begins."""
        return np.searchsorted(self.ids, [number_at(each) for each in moments])

    def own(self, brand: str) -> Own:
        """The mentions that are about a brand, by their places in the window."""
        found = [(each, each.own(own(each.block, self.known, brand))) for each in self._pieces]
        rows = _together([mine.rows + (each.begin - each.low) for each, mine in found], np.int64)
        return Own(rows, _together([mine.tones for _, mine in found], np.int8))

    def held(self, brand: str, first: int, last: int) -> Numbers:
        """Words × tones: in how many mentions about a brand each word stands, between two places of the window."""
        pieces = [part for each in self._pieces if (part := each.between(first, last)).low < part.high]
        return together([self._tally(each, brand) for each in pieces], len(self.known[WORD].said))

    def _tally(self, piece: Piece, brand: str) -> Tally:
        if piece.is_whole:
            return tally(piece.block, self.known, brand)
        return tallied(piece.block, piece.own(own(piece.block, self.known, brand)))


def _pieces(blocks: Sequence[Block], first: int, last: int) -> Iterator[Piece]:
    begin = 0
    for each in blocks:
        low, high = np.searchsorted(each.ids, (first, last)).tolist()
        if low < high:
            yield Piece(each, low, high, begin)
            begin += high - low


def _copies(block: Block) -> Numbers:
    """The places of mentions that tell what another one told first."""
    found: Numbers = block.once("copies", lambda: np.flatnonzero(block.stories != block.ids))
    return found


def _together(columns: Sequence[np.ndarray], kind: type[np.generic]) -> np.ndarray:
    return np.concatenate(columns) if columns else np.zeros(0, kind)
