"""The words of some mentions: how many hold each, and which rose against others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from listener.explore.columns import Numbers, Values
from listener.metrics.risen_terms import LEAST, Risen, risen
from rules.detect.terms import SURPRISE

Floats = npt.NDArray[np.float64]
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
    held: Numbers
    posts: int

    def holding(self, word: str) -> int:
        """How many hold a word."""
        code = self.known.known(word)
        return int(self.held[code]) if code is not None and code < len(self.held) else 0

    def risen(self, *others: Wording, most: int = 8) -> list[Risen]:
        """The words that rose against other mentions, as those of the period before, the surest first."""
        earlier = sum((each.held for each in others), np.zeros_like(self.held))
        posts = sum(each.posts for each in others)
        wanted = _may_have_risen(self.held, self.posts, earlier, posts)
        names = [self.known.said[code] for code in wanted.tolist()]
        now, before = (dict(zip(names, counts[wanted].tolist(), strict=True)) for counts in (self.held, earlier))
        return risen(now, self.posts, before, posts, most)


def _may_have_risen(now: Numbers, posts: int, before: Numbers, earlier: int) -> Numbers:
    """The words that are worth a look: in enough posts, and surprising, but for the last digits of a logarithm."""
    found: Numbers = np.flatnonzero(now >= LEAST)
    here, there = now[found], before[found]
    share = (here + there) / max(posts + earlier, 1)
    cells = ((here, posts * share), (posts - here, posts * (1 - share)), (there, earlier * share))
    known = [*cells, (earlier - there, earlier * (1 - share))]
    surprise = sum(2 * _said_against(seen, fitted) for seen, fitted in known)
    return found[(surprise > SURPRISE - ROUNDING) & (here * earlier > there * posts)]


def _said_against(seen: Numbers, fitted: Floats) -> Floats:
    """How much a count says against what was to be expected: nothing where it is 0."""
    some = seen > 0
    return np.asarray(seen * np.log(np.where(some, seen, 1) / np.where(some, fitted, 1)))
