"""How far a part of the posts (a share, a net sentiment) strays from its own past by more than chance and habit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rules.base import LEARNING_DAYS
from rules.detect.windows import DAY, Floats, trailing

LEAST_WINDOWS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Sums of a value a post, at every bucket over the trailing window.

    Attributes:
        live, live_posts: Of the posts that may alert, and their number.
        total, posts: Of all posts, and their number: for what is usual.
        width: Buckets of the window.
        reach: Buckets before the window that tell what is usual.
        known: Index of the first known bucket.
    """

    live: Floats
    live_posts: Floats
    total: Floats
    posts: Floats
    width: int
    reach: int
    known: int

    @property
    def learnt(self) -> int:
        """Index of the first bucket at which enough is known."""
        return self.known + LEARNING_DAYS * DAY + self.width

    def value(self, at: int) -> float:
        """The live value a post in the window that ends with this bucket."""
        return float(self.live[at] / self.live_posts[at])

    def usual(self, at: int, imagined: float, posts: float) -> float:
        """The value a post of the windows before, and some imagined posts: a short past is no certainty."""
        ends = self._ends(at)
        return float((self.total[ends].sum() + imagined) / (self.posts[ends].sum() + posts))

    def independent(self, at: int, usual: float, variance: float) -> int:
        """How many of the window's posts tell independently of each other; at least 1.

        Their number divided by Pearson's statistic of the windows before against `usual`, per degree of freedom, which
        says how many times more windows differ than chance makes them (McCullagh and Nelder: Generalized Linear
        Models, 1989, section 4.5). `variance` is that of a single post.
        """
        ends = self._ends(at)
        ends = ends[self.posts[ends] > 0]
        if len(ends) < LEAST_WINDOWS or variance <= 0:
            return int(self.live_posts[at])
        strays = np.square(self.total[ends] - usual * self.posts[ends]) / self.posts[ends]
        dispersion = max(1.0, float(strays.sum()) / (variance * (len(ends) - 1)))
        return max(1, int(self.live_posts[at] / dispersion))

    def _ends(self, at: int) -> npt.NDArray[np.intp]:
        """Where the windows before the one that ends at `at` end; none overlaps another."""
        first = max(at - self.width - self.reach, self.known) + self.width - 1
        return np.arange(at - self.width, first - 1, -self.width)


def part(live: Floats, live_posts: Floats, total: Floats, posts: Floats, *, width: int, days: int, known: int) -> Part:
    """From sums a bucket; `days` before the window tell what is usual."""
    sums = (trailing(values, width) for values in (live, live_posts, total, posts))
    return Part(
        **dict(zip(("live", "live_posts", "total", "posts"), sums, strict=True)),
        width=width,
        reach=days * DAY,
        known=known,
    )
