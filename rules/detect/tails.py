"""How improbable a count is: exact tails of the binomial, Poisson and negative binomial, for small numbers too."""

from __future__ import annotations

from math import ceil, floor, sqrt

import numpy as np
import numpy.typing as npt

LARGEST = 10_000
"""Counts are summed one by one up to here."""
FAR = 10
"""Where 0 is so many standard deviations from the mean, all that can be seen of a distribution lies within them."""


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
    first = floor(mean - FAR * sqrt(max(mean, variance)))
    above = _above(mean, variance, min(probabilities)) if first <= 0 else _around(first, mean, variance)
    return [max(first, 0) + int(np.argmax(above <= each)) + 1 for each in probabilities]


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


def _around(first: int, mean: float, variance: float) -> npt.NDArray[np.float64]:
    """P(X >= first + 1), P(X >= first + 2), … to as far above the mean as `first` lies below it: what is further away
    on either side is too little to be seen in the sum of all."""
    ratios = _ratios(np.arange(first + 1, ceil(2 * mean) - first, dtype=float), mean, variance)
    logs = np.concatenate([[0.0], np.cumsum(np.log(ratios))])
    parts = np.exp(logs - logs.max())
    return np.asarray(1.0 - np.cumsum(parts) / parts.sum(), dtype=float)


def _probabilities(count: int, mean: float, variance: float) -> npt.NDArray[np.float64]:
    """P(X = 0), …, P(X = count - 1), by the recurrence p(k) / p(k-1)."""
    shape = _shape(mean, variance)
    first = shape * np.log(mean / variance) if shape else -mean
    logs = first + np.concatenate([[0.0], np.cumsum(np.log(_ratios(np.arange(1, count, dtype=float), mean, variance)))])
    return np.asarray(np.exp(logs), dtype=float)


def _ratios(k: npt.NDArray[np.float64], mean: float, variance: float) -> npt.NDArray[np.float64]:
    """p(k) / p(k-1)."""
    shape = _shape(mean, variance)
    return (k - 1 + shape) / k * (1 - mean / variance) if shape else mean / k


def _shape(mean: float, variance: float) -> float:
    """Of the negative binomial distribution; 0 for Poisson's."""
    return 0.0 if variance <= mean * (1 + 1e-9) else mean * mean / (variance - mean)
