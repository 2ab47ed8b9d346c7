"""Uncertainty where mentions come in stories: copies of one text say one thing, and tell less than as many texts would.

A group stands for one story, as (sum of a value over its mentions, number of its mentions). Most stories were told
once: equal groups are counted first, so that 100,000 of them cost what a few hundred do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import sqrt

from rules.counting.intervals import Z95, wilson

Group = tuple[float, int]


def mean(groups: Iterable[Group]) -> tuple[float, int]:
    """The value a mention, and over how many mentions; 0 over none."""
    return _mean(Counter(groups))


def variance(groups: Iterable[Group]) -> float:
    """Of the mean: that of a ratio of sums over independent groups, by linearisation; 0 where fewer than two are known.

    W. G. Cochran: Sampling Techniques (1977), chapter 9A; J. N. K. Rao and A. J. Scott: A simple method for the
    analysis of clustered binary data, Biometrics 48 (1992), 577-585.
    """
    return _variance(Counter(groups))


def independent(sizes: Iterable[int]) -> float:
    """How many mentions tell as much as these would if those of a group always said the same.

    L. Kish: Survey Sampling (1965), section 8.2: n divided by the design effect, here that of full correlation.
    """
    return _independent(Counter(sizes))


def normal_interval(groups: Iterable[Group], least: float, most: float) -> tuple[float, float]:
    """The 95 % interval of a mean that lies between two bounds: 1.96 standard errors to each side.

    Where no group strays from the mean the standard error knows nothing. Then so many mentions may say the opposite as
    Wilson's interval leaves to those that were not seen.
    """
    counted = Counter(groups)
    centre, n = _mean(counted)
    if not n:
        return least, most
    spread = _variance(counted)
    if not spread:
        groups_seen = _independent(_sizes(counted))
        unseen = 1 - wilson(groups_seen, groups_seen)[0]
        return centre - (centre - least) * unseen, centre + (most - centre) * unseen
    half = Z95 * sqrt(spread)
    return max(least, centre - half), min(most, centre + half)


def share_interval(groups: Iterable[Group]) -> tuple[float, float]:
    """The 95 % interval of a share: Wilson's, with the number of mentions divided by the design effect.

    The design effect (Kish 1965; Rao and Scott 1992) is the variance between groups over that of as many independent
    mentions, at least 1. Where all mentions or none count, it is that of full correlation inside the groups.
    """
    counted = Counter(groups)
    share, n = _mean(counted)
    if not n:
        return 0.0, 1.0
    alone, together = share * (1 - share) / n, _variance(counted)
    effective = n / max(1.0, together / alone) if alone and together else _independent(_sizes(counted))
    return wilson(share * effective, effective)


def _mean(groups: Mapping[Group, int]) -> tuple[float, int]:
    n = sum(size * times for (_, size), times in groups.items())
    return (sum(value * times for (value, _), times in groups.items()) / n if n else 0.0), n


def _variance(groups: Mapping[Group, int]) -> float:
    centre, n = _mean(groups)
    many = sum(groups.values())
    if many < 2:
        return 0.0
    strays = sum(times * (value - centre * size) ** 2 for (value, size), times in groups.items())
    return many / (many - 1) * strays / n**2


def _independent(sizes: Mapping[int, int]) -> float:
    known, squares = (sum(times * size**power for size, times in sizes.items()) for power in (1, 2))
    return known**2 / squares if squares else 0.0


def _sizes(groups: Mapping[Group, int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for (_, size), times in groups.items():
        found[size] += times
    return found
