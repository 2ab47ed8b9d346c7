"""How improbable a count is: exact tails of the binomial, Poisson and negative binomial, for small numbers too."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
import numpy.typing as npt

LARGEST = 10_000
"""Counts are summed one by one up to here."""


def tail(count: int, mean: float, variance: float) -> float:
    """P(X >= count) of a count with that mean and variance: negative binomial, or Poisson where variance <= mean."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if count > LARGEST:
        # In larger units: at most as sure, as a sum of units that come together varies no less.
        unit = count / LARGEST
        return tail(LARGEST, mean / unit, variance / unit**2)
    return float(max(0.0, 1.0 - _probabilities(count, mean, variance).sum()))


def binomial_tail(count: int, trials: int, probability: float) -> float:
    """P(X >= count) of a count of successes among `trials`; 0 < probability < 1."""
    if count <= 0:
        return 1.0
    k = np.arange(1, trials + 1, dtype=float)
    ratios = (trials - k + 1) / k * (probability / (1 - probability))
    logs = trials * np.log(1 - probability) + np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    return float(np.exp(logs[count:]).sum())


def bound(mean: float, variance: float, probability: float) -> int:
    """The smallest count n with P(X >= n) <= probability."""
    return bounds(mean, variance, probability)[0]


def bounds(mean: float, variance: float, *probabilities: float) -> list[int]:
    """Likewise of each probability: the counts are gone through once for all of them."""
    if mean <= 0:
        return [1] * len(probabilities)
    if mean > LARGEST:
        unit = mean / LARGEST
        return [ceil(each * unit) for each in bounds(LARGEST, variance / unit**2, *probabilities)]
    above = _above(mean, variance, min(probabilities))
    return [int(np.argmax(above <= each)) + 1 for each in probabilities]


def band(mean: float, variance: float, share: float = 0.95) -> tuple[float, float]:
    """Between which two counts, both included, this share of them lies, as much left out below as above."""
    outside = (1 - share) / 2
    low, high = bounds(mean, variance, 1 - outside, outside)
    return float(low - 1), float(high - 1)


def _above(mean: float, variance: float, least: float) -> npt.NDArray[np.float64]:
    """P(X >= 1), P(X >= 2), …, until it is `least` or less."""
    size = max(16, ceil(mean + 3 * sqrt(max(mean, variance))))  # most bands end before
    while (above := 1.0 - np.cumsum(_probabilities(size, mean, variance)))[-1] > least:
        size *= 2
    return above


def _probabilities(count: int, mean: float, variance: float) -> npt.NDArray[np.float64]:
    """P(X = 0), …, P(X = count - 1), by the recurrence p(k) / p(k-1)."""
    k = np.arange(1, count, dtype=float)
    if variance <= mean * (1 + 1e-9):
        first, ratios = -mean, mean / k
    else:
        shape = mean * mean / (variance - mean)
        first, ratios = shape * np.log(mean / variance), (k - 1 + shape) / k * (1 - mean / variance)
    logs = first + np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    return np.asarray(np.exp(logs), dtype=float)
