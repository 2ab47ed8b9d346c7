"""Mentions by the story they tell, so that copies of one text count as one voice where it is said how sure a number
is. Most stories are told once: these are counted in one go, and only the others are put together."""

from __future__ import annotations

from dataclasses import dataclass
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
        bar: In which of `bars` each of these lies, ascending; None where there is only one bar.

    Attributes:
        told: These stories, each once for every bar.
    """

    def __init__(self, many: int, stories: Codes, bar: Numbers | None = None, bars: int = 1) -> None:
        self._bars, self._alone, self._bar = bars, many - len(stories), bar
        wide = int(stories.max(initial=0)) + 1
        if bar is None:  # without sorting them
            times = np.bincount(stories, minlength=wide)
            groups = np.flatnonzero(times)
            self._group, self.times = (np.cumsum(times > 0) - 1)[stories], times[groups]
        else:
            groups, self._group, self.times = np.unique(bar * wide + stories, return_inverse=True, return_counts=True)
        self._begins, self.told = np.searchsorted(groups, np.arange(1, bars) * wide), groups % wide

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
        many, stories, counts = len(sizes), len(self.told), every.reshape(self._bars, -1).astype(np.int64)
        barred = codes if self._bar is None else self._bar * many + codes
        alone = counts - np.bincount(barred, minlength=counts.size).reshape(counts.shape)
        told = np.bincount(codes * np.int64(stories) + self._group, minlength=many * stories).reshape(many, stories)
        by_bar = np.split(told.astype(np.float64), self._begins, axis=1)  # in which products are fast, and exact
        pairs = [np.diag(once) + each @ each.T for once, each in zip(alone, by_bar, strict=True)]
        again = [np.count_nonzero(sizes @ each) for each in by_bar]
        return Table(counts, np.array(pairs), alone @ sizes + again, sizes)


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
