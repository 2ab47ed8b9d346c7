"""Stars: how a review rates."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

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
    stars = [1 + 4 * (each.value - each.worst) / (each.best - each.worst) for each in found if each.best != each.worst]
    n = len(stars)
    if not n:
        return Value(value=None, n=0)
    mean = sum(stars) / n
    if n < 2:
        return Value(value=mean, n=n)
    half = Z95 * sqrt(sum((each - mean) ** 2 for each in stars) / (n - 1) / n)
    return Value(value=mean, low=max(1.0, mean - half), high=min(5.0, mean + half), n=n)
