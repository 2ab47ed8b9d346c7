"""Uncertainty where mentions come in stories: copies of one text say one thing, and tell less than as many texts would.

A group stands for one story, as (sum of a value over its mentions, number of its mentions). Most stories are alike:
groups may also be given as how many there are of each, and are added up in one order, so that the same groups give the
same number to its last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import sqrt

from rules.counting.intervals import Z95, wilson

Group = tuple[float, int]
Groups = Collection[Group] | Mapping[Group, int]


def alike(groups: Groups) -> list[tuple[float, int, int]]:
    """(value, size, how many groups have both), in order."""
    counted = groups if isinstance(groups, Mapping) else Counter(groups)
    return sorted((value, size, times) for (value, size), times in counted.items())


def mean(groups: Groups) -> tuple[float, int]:
    """The value a mention, and over how many mentions; 0 over none."""
    known = alike(groups)
    n = sum(size * times for _, size, times in known)
    return (sum(value * times for value, _, times in known) / n if n else 0.0), n


def variance(groups: Groups) -> float:
    """Of the mean: that of a ratio of sums over independent groups, by linearisation; 0 where fewer than two are known.

    W. G. Cochran: Sampling Techniques (1977), chapter 9A; J. N. K. Rao and A. J. Scott: A simple method for the
    analysis of clustered binary data, Biometrics 48 (1992), 577-585.
    """
    known = alike(groups)
    centre, n = mean(groups)
    count = sum(times for _, _, times in known)
    if count < 2:
        return 0.0
    strays = sum(times * (value - centre * size) ** 2 for value, size, times in known)
    return count / (count - 1) * strays / n**2


def independent(sizes: Iterable[int]) -> float:
    """How many mentions tell as much as these would if those of a group always said the same.

    L. Kish: Survey Sampling (1965), section 8.2: n divided by the design effect, here that of full correlation.
    """
    return _independent([(0.0, size) for size in sizes])


def normal_interval(groups: Groups, least: float, most: float) -> tuple[float, float]:
    """The 95 % interval of a mean that lies between two bounds: 1.96 standard errors to each side.

    Where no group strays from the mean the standard error knows nothing. Then so many mentions may say the opposite as
    Wilson's interval leaves to those that were not seen.
    """
    centre, n = mean(groups)
    if not n:
        return least, most
    spread = variance(groups)
    if not spread:
        groups_seen = _independent(groups)
        unseen = 1 - wilson(groups_seen, groups_seen)[0]
        return centre - (centre - least) * unseen, centre + (most - centre) * unseen
    half = Z95 * sqrt(spread)
    return max(least, centre - half), min(most, centre + half)


def share_interval(groups: Groups) -> tuple[float, float]:
    """The 95 % interval of a share: Wilson's, with the number of mentions divided by the design effect.

    The design effect (Kish 1965; Rao and Scott 1992) is the variance between groups over that of as many independent
    mentions, at least 1. Where all mentions or none count, it is that of full correlation inside the groups.
    """
    share, n = mean(groups)
    if not n:
        return 0.0, 1.0
    alone, together = share * (1 - share) / n, variance(groups)
    effective = n / max(1.0, together / alone) if alone and together else _independent(groups)
    return wilson(share * effective, effective)


def _independent(groups: Groups) -> float:
    known = alike(groups)
    squares = sum(size * size * times for _, size, times in known)
    return sum(size * times for _, size, times in known) ** 2 / squares if squares else 0.0
