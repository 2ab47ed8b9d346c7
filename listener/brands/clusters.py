"""Mentions by the story they tell, so that copies of one text count as one voice where it is said how sure a number
is. Most stories are told once: these are counted in one go, and only the others are put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.explore.columns import Numbers
from listener.metrics.clusters import Moments

Codes = npt.NDArray[np.integer[Any]]
ROOM = 4_096
"""Stories for which there is room are so many more at a time."""
FEW = 16
"""Up to so many codes are multiplied as whole numbers."""


class Clusters:
    """Mentions by bar of time and story.

    Args:
        stories: In the order of time, the story of each mention whose story may be told by others of them; all others
            tell their own.
        edges: With which of these each bar begins, and with which the last one ends; None where there is only one bar.
    """

    def __init__(self, stories: Codes, edges: Sequence[int] | None = None) -> None:
        edges = [0, len(stories)] if edges is None else edges
        lasts = _lasts(stories, edges)
        earlier = np.flatnonzero(lasts != np.arange(len(lasts), dtype=np.int32))
        group = np.full(len(lasts), -1, np.int32)
        group[lasts[earlier]] = 0
        which = np.flatnonzero(group == 0)
        group[which] = np.arange(len(which), dtype=np.int32)
        group[earlier] = group[lasts[earlier]]
        self._rows = np.flatnonzero(group >= 0)
        self._group = group[self._rows].astype(np.int64)
        self._again = len(which)
        self._begins = np.searchsorted(which, edges).tolist()
        self._bars = np.repeat(np.arange(len(edges) - 1), np.diff(np.searchsorted(self._rows, edges)))

    def table(self, every: Codes, codes: Codes, sizes: Numbers) -> Table:
        """How many mentions of each story say each code.

        Args:
            every: Bars × codes: how many of all the mentions say each.
            codes: What each of the mentions of `stories` says.
            sizes: 0 of a code by which nothing is known, else 1.
        """
        many, bars, again = len(sizes), len(self._begins) - 1, codes[self._rows].astype(np.int64)
        counts = every.reshape(bars, many).astype(np.int64)
        alone = counts - np.bincount(self._bars * many + again, minlength=bars * many).reshape(bars, many)
        told = np.bincount(self._group * many + again, minlength=self._again * many)
        told = told.reshape(self._again, many)
        pairs = self._by_bar(told.astype(np.float64))  # in which products are fast, and exact
        pairs[:, range(many), range(many)] += alone
        known = np.diff(np.searchsorted(np.flatnonzero(told @ sizes), self._begins))
        return Table(counts, pairs, alone @ sizes + known, sizes)

    def _by_bar(self, told: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        bars = (told[first:last] for first, last in pairwise(self._begins))
        return np.array([each.T @ each for each in bars])


def _lasts(stories: Codes, edges: Sequence[int]) -> npt.NDArray[np.int32]:
    """Of each mention the last one of its bar that tells its story, found without sorting them."""
    last = np.zeros(int(stories.max(initial=0)) + 1, np.int32)
    places, found = np.arange(len(stories), dtype=np.int32), np.zeros(len(stories), np.int32)
    for begin, end in pairwise(edges):
        here = stories[begin:end].astype(np.intp)
        last[here] = places[begin:end]
        found[begin:end] = last[here]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """What some stories say, which follows as mentions of them come and go.

    Attributes:
        counts: Stories × codes: how many mentions of each story say each, by the number of the story. The smallest
            numbers that hold them, as most stories are told twice.
        said: How many mentions say each code.
        pairs: As of a table.
        told: How many stories are told.
        known: Of how many of them something is known.
        sizes: As of a table.
    """

    counts: Codes
    said: Numbers
    pairs: Numbers
    told: int
    known: int
    sizes: Numbers

    @classmethod
    def of(cls, said: Iterable[Codes], sizes: Numbers) -> Mix:
        """Of each mention of a stretch the number that `saying` gives."""
        many = len(sizes)
        nothing = cls(np.zeros((0, many), np.uint8), np.zeros(many, int), np.zeros((many, many), int), 0, 0, sizes)
        return nothing.moved((), said)

    @property
    def nbytes(self) -> int:
        """In memory."""
        return self.counts.nbytes + self.pairs.nbytes

    @property
    def times(self) -> Numbers:
        """How many mentions tell each story, by its number."""
        return reduce(np.add, (each.astype(np.int64) for each in self.counts.T))

    def moved(self, gone: Iterable[Codes], came: Iterable[Codes]) -> Mix:
        """Without the mentions that went, and with those that came."""
        many, less, more = len(self.sizes), _together(gone), _together(came)
        stories, places = np.unique(np.concatenate([less, more]) // many, return_inverse=True)
        size = len(stories) * many
        numbers = places * many + np.concatenate([less, more]) % many
        change = np.bincount(numbers[len(less) :], minlength=size) - np.bincount(numbers[: len(less)], minlength=size)
        change = change.reshape(len(stories), many)
        changed = change.any(axis=1)  # most of what went with a block has come again with the one in its place
        stories, change = stories[changed], change[changed]
        if not len(stories):
            return self
        counts = self._grown(int(stories[-1]) + 1)
        before = counts[stories].astype(np.int64)
        after = before + change
        counts = counts.astype(np.promote_types(counts.dtype, np.min_scalar_type(after.max())))
        counts[stories] = after
        return Mix(
            counts,
            self.said + after.sum(axis=0) - before.sum(axis=0),
            self.pairs + _pairs(after) - _pairs(before),
            self.told + _some(after.sum(axis=1)) - _some(before.sum(axis=1)),
            self.known + _some(after @ self.sizes) - _some(before @ self.sizes),
            self.sizes,
        )

    def table(self, every: Codes) -> Table:
        """Of all mentions, of which `every` says how many say each code: the others tell their own stories."""
        alone = every.astype(np.int64) - self.said
        pairs = (self.pairs + np.diag(alone)).astype(np.float64)
        return Table(
            every[np.newaxis].astype(np.int64),
            pairs[np.newaxis],
            alone[np.newaxis] @ self.sizes + self.known,
            self.sizes,
        )

    def _grown(self, many: int) -> Codes:
        """Room for so many stories."""
        if many <= len(self.counts):
            return self.counts
        room = np.zeros((-(-many // ROOM) * ROOM - len(self.counts), len(self.sizes)), self.counts.dtype)
        return np.concatenate([self.counts, room])


def saying(stories: Codes, codes: Codes, many: int) -> Numbers:
    """Of each mention its story and one of so many codes in one."""
    return stories.astype(np.int64) * many + codes


def _together(parts: Iterable[Codes]) -> Numbers:
    return np.concatenate([np.zeros(0, np.int64), *parts])


def _pairs(counts: Numbers) -> Numbers:
    """Whole numbers are multiplied by one core, however many there are. Of many codes, as where as many brands are
    compared, that takes twenty times as long as with fractions, which are exact here too."""
    if counts.shape[1] <= FEW:
        return counts.T @ counts
    fractions = counts.astype(np.float64)
    return (fractions.T @ fractions).astype(np.int64)


def _some(counts: Numbers) -> int:
    return int(np.count_nonzero(counts))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """How many mentions say each code, and how stories mix them.

    Attributes:
        counts: Bars × codes.
        pairs: Bars × codes × codes: the sum over all stories of how many of its mentions say the one code, times how
            many say the other. Whole numbers.
        groups: Of each bar how many stories there are of which something is known.
        sizes: Of each code whether something is known where it is said.
    """

    counts: Numbers
    pairs: npt.NDArray[np.float64]
    groups: Numbers
    sizes: Numbers

    def moments(self, values: Numbers) -> list[Moments]:
        """What counts of the stories of each bar, where a mention that says a code has such a value: 0 where nothing is
        known."""
        size, value = self.pairs @ self.sizes, self.pairs @ values
        products = (value @ values, value @ self.sizes, size @ self.sizes)
        sums = (self.groups, self.counts @ self.sizes, self.counts @ values, *products)
        return [Moments(*map(int, each)) for each in zip(*(one.tolist() for one in sums), strict=True)]
