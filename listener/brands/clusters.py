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

Codes = npt.NDArray[np.integer[Any]]


class Clusters:
    """Mentions by bar of time and story.

    Args:
        many: How many mentions there are.
        stories: The story of each mention whose story may be told by others of them; all others tell their own.
        bar: In which of `bars` each of these lies; None where there is only one bar.

    Attributes:
        told: These stories, each once for every bar.
    """

    def __init__(self, many: int, stories: Numbers, bar: Numbers | None = None, bars: int = 1) -> None:
        self._bars, self._alone, self._bar = bars, many - len(stories), bar
        wide = int(stories.max(initial=0)) + 1
        if bar is None:  # without sorting them
            times = np.bincount(stories, minlength=wide)
            groups = np.flatnonzero(times)
            self._group, self.times = (np.cumsum(times > 0) - 1)[stories], times[groups]
        else:
            groups, self._group, self.times = np.unique(bar * wide + stories, return_inverse=True, return_counts=True)
        self._bar_of, self.told = groups // wide, groups % wide

    def __len__(self) -> int:
        """How many stories there are; one that is told in two bars counts for each."""
        return self._alone + len(self.told)

    def table(self, every: Codes, codes: Codes, sizes: Numbers) -> Table:
        """How many mentions of each story say each code.

        Args:
            every: Bars × codes: how many of all the mentions say each.
            codes: What each of the mentions of `stories` says.
            sizes: 0 of a code by which nothing is known, else 1.
        """
        many, stories, said = len(sizes), len(self.told), codes.astype(np.int64)
        barred = said if self._bar is None else self._bar * many + said
        shared = np.bincount(barred, minlength=self._bars * many)
        alone = (every.ravel() - shared).reshape(self._bars, many)
        told = np.bincount(said * stories + self._group, minlength=many * stories)
        return Table(alone, told.reshape(many, stories), self._bar_of, sizes)


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

    @cached_property
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
        again = [*self._known, self._summed(value), self._product(value, value), self._product(value, size)]
        once = (self.sizes, self.sizes, values, values * values, values, self.sizes)
        sums = [(self.alone @ one + many).tolist() for one, many in zip(once, [*again, self._squares], strict=True)]
        return [Moments(*each) for each in zip(*sums, strict=True)]

    @cached_property
    def _size(self) -> Numbers:
        return self._weighed(self.sizes)

    @cached_property
    def _known(self) -> tuple[Numbers, Numbers]:
        return self._summed((self._size > 0).astype(np.int64)), self._summed(self._size)

    @cached_property
    def _squares(self) -> Numbers:
        return self._product(self._size, self._size)

    def _weighed(self, weights: Numbers) -> Numbers:
        """Of each story the sum over its mentions; most codes weigh nothing."""
        found = np.zeros(self.told.shape[1], np.int64)
        for code in np.flatnonzero(weights).tolist():
            found += weights[code] * self.told[code]
        return found

    def _product(self, one: Numbers, other: Numbers) -> Numbers:
        return np.array([one @ other]) if len(self.alone) == 1 else self._summed(one * other)

    def _summed(self, values: Numbers) -> Numbers:
        """Of the stories, by bar."""
        if len(self.alone) == 1:
            return np.array([values.sum()])
        found: Numbers = np.bincount(self.bar, values, len(self.alone)).astype(np.int64)
        return found
