"""Stretches of the copy: which rows of which blocks lie in a time; and sums over them that follow as they change."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count, groupby, islice
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from listener.explore.columns import SIZE, Block, Codes, Numbers

AT_ONCE = 16
"""Pieces that are counted at once."""
KEPT = 8
"""So many sums of one name are kept, of different times."""
MOST = 96 * 2**20
"""Bytes of all sums that are kept."""
BARS = 4_096
"""Bars that are kept."""
_NUMBERS = count()
"""Of blocks: no two ever had the same one."""
STALE = 8 * SIZE
"""A sum that holds so many rows of blocks that are no more is made anew when it is wanted again."""


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A block's places [low, high), which stand in a stretch from `begin` on."""

    block: Block
    low: int
    high: int
    begin: int = 0

    def __len__(self) -> int:
        return self.high - self.low

    def between(self, first: int, last: int) -> Piece:
        """What of it lies in [first, last) of the stretch's places: something does."""
        if first <= self.begin and self.begin + len(self) <= last:
            return self
        low, high = max(self.low, self.low + first - self.begin), min(self.high, self.low + last - self.begin)
        return Piece(self.block, low, high, self.begin + low - self.low)

    def without(self, other: Piece | None) -> tuple[Piece, ...]:
        """What of it does not lie in another piece of the same block."""
        if other is None:
            return (self,)
        if other.low <= self.low and self.high <= other.high:
            return ()
        outside = ((self.low, min(self.high, other.low)), (max(self.low, other.high), self.high))
        return tuple(Piece(self.block, low, high) for low, high in outside if low < high)


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """By what two stretches differ.

    Attributes:
        rows: So many rows have to be looked at to come from one to the other.
    """

    gone: Sequence[Piece]
    came: Sequence[Piece]
    rows: int


class Pieces:
    """Rows that follow each other in time: at most one piece of each block."""

    def __init__(self, each: Iterable[Piece]) -> None:
        self.each = tuple(each)
        self.rows = sum(map(len, self.each))
        self._begins = [piece.begin for piece in self.each]
        self._ends = [piece.begin + len(piece) for piece in self.each]

    def __iter__(self) -> Iterator[Piece]:
        return iter(self.each)

    def __len__(self) -> int:
        return len(self.each)

    def between(self, first: int, last: int) -> Pieces:
        """Those in [first, last) of the stretch's places."""
        low, high = bisect_right(self._ends, first), bisect_left(self._begins, last)
        return Pieces(each.between(first, last) for each in self.each[low:high])

    @property
    def name(self) -> Hashable:
        """Tells these rows from all others."""
        return tuple((each.block.once("number", _NUMBERS.__next__), each.low, each.high) for each in self.each)

    def barred(self, cuts: Sequence[int], count: Callable[[Piece], Numbers], many: int) -> Numbers:
        """Bars × `many` numbers: what is counted between each two places of the stretch, which ascend. Counted is every
        piece, and of those in which a place lies also what is before it."""
        before = np.cumsum([np.zeros(many, np.int64), *map(count, self.each)], axis=0)
        upto = []
        for cut in cuts:
            number = bisect_right(self._ends, cut)
            inside = number < len(self._ends) and self.each[number].begin < cut
            upto.append(before[number] + (count(self.each[number].between(0, cut)) if inside else 0))
        return np.diff(upto, axis=0)

    def since(self, other: Pieces) -> Apart:
        """What left another stretch, and what came to it, so that it would be this one."""
        known = self._since.get(other)  # looked up once: two threads may each begin what is known, and one of it stays
        if known is None:
            gone, came = _more(other, self), _more(self, other)
            known = self._since[other] = Apart(gone, came, sum(map(len, gone)) + sum(map(len, came)))
        return known

    def of(self, block: Block) -> Piece | None:
        """The piece of a block."""
        return self._by_block.get(id(block))

    @cached_property  # as most stretches are bars of a chart, which nobody compares
    def _by_block(self) -> dict[int, Piece]:
        return {id(piece.block): piece for piece in self.each}

    @cached_property
    def _since(self) -> WeakKeyDictionary[Pieces, Apart]:
        return WeakKeyDictionary()


def _more(one: Pieces, other: Pieces) -> list[Piece]:
    """What is in one and not in the other."""
    return [part for each in one for part in each.without(other.of(each.block))]


def pieces(blocks: Sequence[Block], first: int, last: int) -> Pieces:
    """The rows with an id in [first, last)."""
    found, begin = [], 0
    for each in blocks:
        low, high = np.searchsorted(each.ids, (first, last)).tolist()
        if low < high:
            found.append(Piece(each, low, high, begin))
            begin += high - low
    return Pieces(found)


Counts = npt.NDArray[np.int32]
Said = Callable[[Iterable[Piece]], Iterable[Codes]]


class Kept(Protocol):
    """What can be kept of a stretch."""

    @property
    def nbytes(self) -> int:
        """In memory."""
        ...


K = TypeVar("K", bound=Kept)


@dataclass(frozen=True, slots=True, eq=False)
class _Sum:
    over: Pieces
    found: Any


class Sums:
    """How often numbers are said in stretches, by name: of one that differs little from one before, only that is
    counted by which they differ. Several threads may ask; whoever gets a sum leaves it as it is.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[_Sum, ...]] = {}
        self._bars: dict[Hashable, Any] = {}

    def over(self, name: Hashable, wanted: Pieces, said: Said, many: int = 0) -> Counts:
        """How often each number is said: of `many` numbers at least, and up to the largest that was ever said; `said`
        gives those of some pieces."""
        count: Callable[[], Counts] = lambda: _counted(said(wanted), many)  # noqa: E731
        return self.following(name, wanted, count, lambda counts, by: _moved(counts, by, said, many))

    def following(self, name: Hashable, wanted: Pieces, count: Callable[[], K], move: Callable[[K, Apart], K]) -> K:
        """What `count` finds out of a stretch, or `move` out of the same of a stretch that differs little from it."""
        known = self._kept.pop(name, ())
        near = min(known, key=lambda each: wanted.since(each.over).rows, default=None)
        if near is None or wanted.since(near.over).rows >= wanted.rows:
            found = count()
        else:
            found = move(near.found, wanted.since(near.over))
            known = tuple(each for each in known if each is not near)
        self._kept[name] = (_Sum(wanted, found), *known[: KEPT - 1])
        return found

    def each(self, names: Sequence[Hashable], work: Callable[[int, int], Sequence[Any]]) -> list[Any]:
        """What is found out of some stretches that follow each other.

        Args:
            names: They tell all that it rests on.
            work: Finds it out of those from one of these places to another, which is excluded.
        """
        found = list(map(self._bars.get, names))
        for is_known, run in groupby(range(len(names)), lambda place: found[place] is not None):
            places = list(run)
            if not is_known:
                found[places[0] : places[-1] + 1] = work(places[0], places[-1] + 1)
        for name, each in zip(names, found, strict=True):
            self._bars.pop(name, None)  # so that what was not asked for the longest stands first, and goes first
            self._bars[name] = each
        for name in list(self._bars)[: max(0, len(self._bars) - BARS)]:
            self._bars.pop(name, None)
        return found

    def leave(self, blocks: Collection[Block]) -> None:
        """Let go of what holds much that is no more, now that these are the blocks."""
        here = set(map(id, blocks))
        every = {each.over for known in list(self._kept.values()) for each in known}
        wholes = {over: [each.block.whole or each.block for each in over] for over in every}
        stale = {over for over in every if sum(len(each) for each in wholes[over] if id(each) not in here) > STALE}
        if stale:
            for name, known in list(self._kept.items()):
                self._kept[name] = tuple(each for each in known if each.over not in stale)
        self._bound()

    @property
    def nbytes(self) -> int:
        """Bytes of all that is kept."""
        return sum(each.found.nbytes for known in list(self._kept.values()) for each in known)

    def _bound(self) -> None:
        """What was not asked for the longest goes first."""
        much = self.nbytes - MOST
        for name in list(self._kept):
            if much <= 0:
                break
            much -= sum(each.found.nbytes for each in self._kept.pop(name, ()))


def _counted(said: Iterable[Codes], many: int) -> Counts:
    found = np.zeros(many, np.int32)
    coming = iter(said)
    while some := list(islice(coming, AT_ONCE)):
        counts = np.bincount(np.concatenate(some), minlength=len(found))
        counts[: len(found)] += found
        found = counts.astype(np.int32)
    return found


def padded(counts: Counts, many: int) -> Counts:
    """A copy that is at least so long: what was never said is said 0 times."""
    return np.concatenate([counts, np.zeros(max(0, many - len(counts)), np.int32)])


def _moved(counts: Counts, by: Apart, said: Said, many: int) -> Counts:
    """Of what is little only the numbers are touched that it says."""
    if not by.rows and len(counts) >= many:
        return counts
    came, gone = (list(said(some)) for some in (by.came, by.gone))
    found = padded(counts, max(len(counts), many, *(int(each.max(initial=0)) + 1 for each in came)))
    for some, change in ((came, 1), (gone, -1)):
        for each in some:
            np.add.at(found, each, np.int32(change))
    return found
