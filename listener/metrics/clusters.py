"""Uncertainty where mentions come in stories: copies of one text say one thing, and tell less than as many texts would.

A group stands for one story, as (sum of a whole value over its mentions, number of its mentions). All that counts of
the groups are six sums, which are whole numbers: however they were added up, the same groups give the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from rules.counting.intervals import Z95, wilson

Group = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Moments:
    """What counts of some groups.

    Attributes:
        groups: How many there are.
        n: The sum of their sizes: how many mentions.
        value: The sum of their values; `squares`, `crossed` and `sizes` are the sums of value², value · size and size².
    """

    groups: int = 0
    n: int = 0
    value: int = 0
    squares: int = 0
    crossed: int = 0
    sizes: int = 0


Groups = Moments | Iterable[Group] | Mapping[Group, int]
"""Groups, each once for every story; or how many there are of each; or what counts of them."""


def moments(groups: Groups) -> Moments:
    """What counts of them. Values are whole numbers."""
    if isinstance(groups, Moments):
        return groups
    pairs = groups.items() if isinstance(groups, Mapping) else ((group, 1) for group in groups)
    known = [(int(value), size, times) for (value, size), times in pairs]
    return Moments(
        groups=sum(times for _, _, times in known),
        n=sum(size * times for _, size, times in known),
        value=sum(value * times for value, _, times in known),
        squares=sum(value * value * times for value, _, times in known),
        crossed=sum(value * size * times for value, size, times in known),
        sizes=sum(size * size * times for _, size, times in known),
    )


def mean(groups: Groups) -> tuple[float, int]:
    """The value a mention, and over how many mentions; 0 over none."""
    known = moments(groups)
    return (known.value / known.n if known.n else 0.0), known.n


def variance(groups: Groups) -> float:
    """Of the mean: that of a ratio of sums over independent groups, by linearisation; 0 where fewer than two are known.

    W. G. Cochran: Sampling Techniques (1977), chapter 9A; J. N. K. Rao and A. J. Scott: A simple method for the
    analysis of clustered binary data, Biometrics 48 (1992), 577-585.
    """
    known = moments(groups)
    if known.groups < 2:
        return 0.0
    # Σ (value − mean · size)², times n², so that it is a whole number, and exactly 0 where no group strays.
    strays = known.squares * known.n**2 - 2 * known.value * known.crossed * known.n + known.value**2 * known.sizes
    return known.groups / (known.groups - 1) * (strays / known.n**4)


def independent(sizes: Iterable[int]) -> float:
    """How many mentions tell as much as these would if those of a group always said the same.

    L. Kish: Survey Sampling (1965), section 8.2: n divided by the design effect, here that of full correlation.
    """
    return _independent([(0, size) for size in sizes])


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
    known = moments(groups)
    return known.n**2 / known.sizes if known.sizes else 0.0
