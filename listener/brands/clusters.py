"""Mentions by the story they tell, so that copies of one text count as one voice where it is said how sure a number
is. Most stories are told once: these are counted in one go, and only the others are put together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from listener.explore.columns import Numbers
from listener.metrics.clusters import Moments

Stories = npt.NDArray[np.integer[Any]]


class Clusters:
    """Mentions by bar of time and story.

    Args:
        stories: A small number for the story of each mention; 0 for one that is the only one to tell it.
        bar: In which of `bars` each mention lies; None where there is only one bar.

    Attributes:
        told: Which stories are told by more than one, by bar.
    """

    def __init__(self, stories: Stories, bar: Numbers | None = None, bars: int = 1) -> None:
        self._bar, self._bars, self._many = bar, bars, len(stories)
        self._crowd = np.flatnonzero(stories != 0)
        told = stories[self._crowd]
        wide = int(told.max(initial=0)) + 1
        groups, self._group = np.unique(self._barred(told, wide, self._crowd), return_inverse=True)
        self._bar_of: Numbers = np.asarray(groups // wide, np.int64)
        self.told = groups % wide

    def __len__(self) -> int:
        """How many stories there are; one that is told in two bars counts for each."""
        return self._many - len(self._crowd) + len(self.told)

    @property
    def times(self) -> Numbers:
        """How often each of the stories `told` is told."""
        return np.bincount(self._group, minlength=len(self.told))

    def table(self, codes: Stories, sizes: Numbers) -> Table:
        """How many mentions of each story say each code; `sizes` is 0 of a code by which nothing is known, else 1."""
        many, stories = len(sizes), len(self.told)
        every = np.bincount(self._barred(codes, many), minlength=self._bars * many)
        crowd = codes[self._crowd].astype(np.int64)
        shared = np.bincount(self._barred(crowd, many, self._crowd), minlength=self._bars * many)
        told = np.bincount(crowd * stories + self._group, minlength=many * stories)
        return Table((every - shared).reshape(-1, many), told.reshape(many, -1), self._bar_of, sizes)

    def _barred(self, codes: Stories, many: int, rows: Numbers | slice = slice(None)) -> Stories:
        """Each bar's codes by themselves."""
        return codes if self._bar is None else self._bar[rows] * many + codes


@dataclass(frozen=True, eq=False)
class Table:
    """How many mentions say each code.

    Attributes:
        alone: Bars × codes, of stories that are told once.
        told: Codes × stories, of the others; `bar` is that of each of these stories.
        sizes: Of each code whether something is known where it is said.
    """

    alone: Numbers
    told: Numbers
    bar: Numbers
    sizes: Numbers

    @property
    def counts(self) -> Numbers:
        """Of each code, over all."""
        found: Numbers = self.alone.sum(axis=0) + self.told.sum(axis=1)
        return found

    def by_bar(self, code: int) -> list[int]:
        """Of one code, bar by bar."""
        found: list[int] = (self.alone[:, code] + self._summed(self.told[code])).tolist()
        return found

    def moments(self, values: Numbers) -> list[Moments]:
        """What counts of the stories of each bar, where a mention that says a code has such a value: 0 where nothing is
        known."""
        value, size = self._weighed(values), self._size
        again = [*self._known, *map(self._summed, (value, value * value, value * size)), self._squares]
        once = (self.sizes, self.sizes, values, values * values, values, self.sizes)
        sums = [(self.alone @ one + many).tolist() for one, many in zip(once, again, strict=True)]
        return [Moments(*each) for each in zip(*sums, strict=True)]

    @cached_property
    def _size(self) -> Numbers:
        return self._weighed(self.sizes)

    @cached_property
    def _known(self) -> tuple[Numbers, Numbers]:
        return self._summed((self._size > 0).astype(np.int64)), self._summed(self._size)

    @cached_property
    def _squares(self) -> Numbers:
        return self._summed(self._size * self._size)

    def _weighed(self, weights: Numbers) -> Numbers:
        """Of each story the sum over its mentions; most codes weigh nothing."""
        found = np.zeros(self.told.shape[1], np.int64)
        for code in np.flatnonzero(weights).tolist():
            found += weights[code] * self.told[code]
        return found

    def _summed(self, values: Numbers) -> Numbers:
        """Of the stories, by bar."""
        if len(self.alone) == 1:
            return np.array([values.sum()])
        found: Numbers = np.bincount(self.bar, values, len(self.alone)).astype(np.int64)
        return found
