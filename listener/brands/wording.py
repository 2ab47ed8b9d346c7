"""The words of some mentions: how many hold each, and which rose against others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from listener.explore.columns import Values
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
        posts = sum(each.posts for each in others)
        often = np.flatnonzero(self.held >= LEAST)
        here, there = self.held[often], np.zeros(len(often), np.int32)
        for each in others:
            there += each.held[often]
        wanted = _may_have_risen(here, self.posts, there, posts)
        names = [self.known.said[code] for code in often[wanted].tolist()]
        now, before = (dict(zip(names, counts[wanted].tolist(), strict=True)) for counts in (here, there))
        return risen(now, self.posts, before, posts, most)


def _may_have_risen(here: Counts, posts: int, there: Counts, earlier: int) -> Flags:
    """The words that are worth a look: they are surprising, but for the last digits of a logarithm."""
    share = (here + there) / max(posts + earlier, 1)
    cells = ((here, posts * share), (posts - here, posts * (1 - share)), (there, earlier * share))
    known = [*cells, (earlier - there, earlier * (1 - share))]
    surprise = sum(2 * _said_against(seen, fitted) for seen, fitted in known)
    return (surprise > SURPRISE - ROUNDING) & (here.astype(np.int64) * earlier > there.astype(np.int64) * posts)


def _said_against(seen: Counts, fitted: Floats) -> Floats:
    """How much a count says against what was to be expected: nothing where it is 0."""
    some = seen > 0
    return np.asarray(seen * np.log(np.where(some, seen, 1) / np.where(some, fitted, 1)))
