"""The unusual score: a count against the same time of day of the two weeks before (Farrington's surveillance method).

Farrington, Andrews, Beale, Catchpole: A statistical algorithm for the early detection of outbreaks of infectious
disease, J. R. Statist. Soc. A 159 (1996), on trailing windows: outliers of the past are reweighted, and the two-thirds
power makes the distribution of a count symmetric.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rules.detect.gaps import Mask, days_seen, weighed, whole
from rules.detect.habit import DAYS, usual
from rules.detect.windows import HOUR, Counts, Floats, Times, by_rows, check_even, trailing

OUTLIER = 2.58
LEAST_MEAN = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a trailing count is expected to be at every bucket; NaN on the first day.

    Attributes:
        seen: The trailing count itself.
        variance: Of a new count: never below the mean, widened for the doubt about the mean.
    """

    seen: Floats
    mean: Floats
    variance: Floats

    def exceedance(self) -> Floats:
        """By how many standard deviations the count lies above its mean, on the two-thirds-power scale; at least 0."""
        mean = np.maximum(self.mean, LEAST_MEAN)
        root = np.cbrt(mean)
        deviation = 2 / 3 / root * np.sqrt(np.maximum(self.variance, LEAST_MEAN))
        above = (np.square(np.cbrt(self.seen)) - root * root) / deviation
        return np.asarray(np.nan_to_num(np.maximum(above, 0)), dtype=float)


def unusual(timestamps: Times, counts: Counts, known: Mask | None = None) -> Floats:
    """How many standard deviations the trailing hour lies above what is usual. Shapes and errors as for `crisis`."""
    check_even(timestamps)
    return by_rows(lambda rows: expectation(rows, HOUR, known).exceedance(), counts)


def expectation(counts: Floats, width: int, known: Mask | None = None) -> Expectation:
    """What the count of a trailing window of `width` buckets is expected to be, from its past alone.

    Earlier windows with an unknown bucket tell nothing.
    """
    return expected(trailing(counts, width), width, known)


def expected(seen: Floats, width: int, known: Mask | None = None) -> Expectation:
    """The same from the trailing counts."""
    days, certain = days_seen(known, seen.shape[-1]), whole(known, width)
    first = _fit(seen, days, certain).exceedance()
    doubt = np.where(first > OUTLIER, (OUTLIER / np.maximum(first, OUTLIER)) ** 2, 1.0)
    return _fit(seen, days, np.asarray(weighed(doubt, certain)))


def _fit(seen: Floats, known_days: Floats, weights: Floats | None) -> Expectation:
    mean, square = usual(np.stack((seen, seen * seen)), weights=weights)
    days = np.minimum(known_days, DAYS)
    variance = np.maximum(square - mean * mean, mean) * (1 + 1 / days)
    return Expectation(seen=seen, mean=mean, variance=variance)
