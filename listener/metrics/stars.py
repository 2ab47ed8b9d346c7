"""Stars: how a review rates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import fsum, sqrt

from listener.metrics.base import Metric, Value
from rules.counting.intervals import Z95
from storage.records import Rating

STARS = Metric(
    name="stars",
    definition="Reviews by rating, brought from its own scale to one from 1 (worst) to 5 (best); low are 1 and 2.",
    formula="1 + 4 × (rating − worst) ÷ (best − worst), rounded",
    unit="posts",
    blind="as with mentions, there may be more",
)
MEAN_STARS = Metric(
    name="mean rating",
    definition="The mean of the reviews' ratings, each brought from its own scale to one from 1 (worst) to 5 (best).",
    formula="mean of 1 + 4 × (rating − worst) ÷ (best − worst), not rounded",
    unit="stars from 1 to 5",
    interval="normal, 1.96 standard errors to each side; none for a single review",
    blind="it is that of what is known",
)


def mean_stars(found: Iterable[Rating]) -> Value:
    """Of the ratings of some reviews; None where there are none."""
    return mean_of_stars(Counter(each for each in map(stars, found) if each is not None))


def stars(rating: Rating) -> float | None:
    """On the scale from 1 to 5, not rounded; None where its own scale has no length."""
    if rating.best == rating.worst:
        return None
    return 1 + 4 * (rating.value - rating.worst) / (rating.best - rating.worst)


def mean_of_stars(found: Mapping[float, int]) -> Value:
    """The same of ratings that are on the scale from 1 to 5 already, by how many there are of each."""
    n = sum(found.values())
    if not n:
        return Value(value=None, n=0)
    mean = fsum(each * count for each, count in found.items()) / n
    if n < 2:
        return Value(value=mean, n=n)
    half = Z95 * sqrt(fsum(count * (each - mean) ** 2 for each, count in found.items()) / (n - 1) / n)
    return Value(value=mean, low=max(1.0, mean - half), high=min(5.0, mean + half), n=n)
