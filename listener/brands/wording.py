"""The words of some mentions: how many hold each, and which rose against others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
import numpy.typing as npt

from listener.explore.columns import Numbers, Values
from listener.explore.pieces import Counts
from listener.metrics.risen_terms import LEAST, Risen, risen
from rules.detect.terms import SURPRISE

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
ROUNDING = 1e-6
"""By so much at most two ways of adding up one surprise differ."""


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """How many of some mentions hold each word.

    Attributes:
        held: By the word's number.
        posts: How many mentions there are.
    """

    known: Values
    held: Counts
    posts: int

    def holding(self, word: str) -> int:
        """How many hold a word."""
        code = self.known.known(word)
        return int(self.held[code]) if code is not None and code < len(self.held) else 0

    def risen(self, *others: Wording, most: int = 8) -> list[Risen]:
        """The words that rose against other mentions, as those of the period before, the surest first."""
        earlier = sum(each.posts for each in others)
        codes = np.flatnonzero(self.held >= LEAST)
        here, there = self.held[codes], reduce(np.add, [each.held for each in others])[codes]
        for worth in (_may_have_risen, partial(_rose_most, most)):
            wanted = worth(here, self.posts, there, earlier)
            codes, here, there = codes[wanted], here[wanted], there[wanted]
        names = [self.known.said[code] for code in codes.tolist()]
        now, before = (dict(zip(names, counts.tolist(), strict=True)) for counts in (here, there))
        return risen(now, self.posts, before, earlier, most)


def _may_have_risen(here: Counts, posts: int, there: Counts, earlier: int) -> Numbers:
    """The places of the words that are said more often, so much that it may be surprising.

    G² is at most twice Pearson's X², which takes no logarithm: the divergence of Kullback and Leibler is at most that
    of Pearson (A. L. Gibbs and F. E. Su: On choosing and bounding probability metrics, International Statistical
    Review 70 (2002), 419-435).
    """
    excess = here.astype(np.int64) * earlier - there.astype(np.int64) * posts
    often = np.flatnonzero(excess > 0)
    more, said = excess[often].astype(np.float64), (here[often] + there[often]).astype(np.float64)
    every = posts + earlier
    return often[2 * every * more * more >= SURPRISE * posts * earlier * said * (every - said)]


def _rose_most(most: int, here: Counts, posts: int, there: Counts, earlier: int) -> Flags:
    """The words that are surprising, and as much so as the first of them, but for the last digits of a logarithm."""
    share = (here + there) / max(posts + earlier, 1)
    cells = ((here, posts * share), (posts - here, posts * (1 - share)), (there, earlier * share))
    known = [*cells, (earlier - there, earlier * (1 - share))]
    surprise: Floats = np.sum([2 * _said_against(seen, fitted) for seen, fitted in known], axis=0)
    least = np.partition(surprise, -most)[-most] if len(surprise) > most else 0.0
    return surprise > max(least, SURPRISE) - ROUNDING


def _said_against(seen: Counts, fitted: Floats) -> Floats:
    """How much a count says against what was to be expected: nothing where it is 0."""
    some = seen > 0
    return np.asarray(seen * np.log(np.where(some, seen, 1) / np.where(some, fitted, 1)))
