"""Uncertainty where mentions come in stories: copies of one text say one thing, and tell less than as many texts would.

A group stands for one story, as (sum of a value over its mentions, number of its mentions).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

from rules.counting.intervals import Z95, wilson

Group = tuple[float, int]


def mean(groups: Iterable[Group]) -> tuple[float, int]:
    """The value a mention, and over how many mentions; 0 over none."""
    known = list(groups)
    n = sum(size for _, size in known)
    return (sum(value for value, _ in known) / n if n else 0.0), n


def variance(groups: Sequence[Group]) -> float:
    """Of the mean: that of a ratio of sums over independent groups, by linearisation; 0 where fewer than two are known.

    W. G. Cochran: Sampling Techniques (1977), chapter 9A; J. N. K. Rao and A. J. Scott: A simple method for the
    analysis of clustered binary data, Biometrics 48 (1992), 577-585.
    """
    centre, n = mean(groups)
    if len(groups) < 2:
        return 0.0
    strays = sum((value - centre * size) ** 2 for value, size in groups)
    return len(groups) / (len(groups) - 1) * strays / n**2


def independent(sizes: Iterable[int]) -> float:
    """How many mentions tell as much as these would if those of a group always said the same.

    L. Kish: Survey Sampling (1965), section 8.2: n divided by the design effect, here that of full correlation.
    """
    known = list(sizes)
    squares = sum(size * size for size in known)
    return sum(known) ** 2 / squares if squares else 0.0


def normal_interval(groups: Sequence[Group], least: float, most: float) -> tuple[float, float]:
    """The 95 % interval of a mean that lies between two bounds: 1.96 standard errors to each side.

    Where no group strays from the mean the standard error knows nothing. Then so many mentions may say the opposite as
    Wilson's interval leaves to those that were not seen.
    """
    centre, n = mean(groups)
    if not n:
        return least, most
    spread = variance(groups)
    if not spread:
        groups_seen = independent(size for _, size in groups)
        unseen = 1 - wilson(groups_seen, groups_seen)[0]
        return centre - (centre - least) * unseen, centre + (most - centre) * unseen
    half = Z95 * sqrt(spread)
    return max(least, centre - half), min(most, centre + half)


def share_interval(groups: Sequence[Group]) -> tuple[float, float]:
    """The 95 % interval of a share: Wilson's, with the number of mentions divided by the design effect.

    The design effect (Kish 1965; Rao and Scott 1992) is the variance between groups over that of as many independent
    mentions, at least 1. Where all mentions or none count, it is that of full correlation inside the groups.
    """
    share, n = mean(groups)
    if not n:
        return 0.0, 1.0
    alone, together = share * (1 - share) / n, variance(groups)
    effective = n / max(1.0, together / alone) if alone and together else independent(size for _, size in groups)
    return wilson(share * effective, effective)
