"""Usual range: between which counts nothing is going on."""

from __future__ import annotations

from functools import lru_cache

from listener.metrics.base import Metric

Range = tuple[float, float]

USUAL_RANGE = Metric(
    name="usual range",
    definition="Between its ends lie 95 of 100 counts when nothing is going on.",
    formula="2.5th and 97.5th percentile of the negative binomial distribution around what is expected, as wide as the "
    "days before swing",
    unit="as the count",
    blind="hours in which a source could not be read are left out of what is usual",
)


def usual_range(mean: float, variance: float) -> Range:
    """Its ends, both included, around what is expected; as alerts about counts compute it."""
    return _band(round(mean, 3), round(variance, 3))


@lru_cache(65_536)
def _band(mean: float, variance: float) -> Range:
    """Pages ask for the same again and again: what is usual in a stretch that has ended does not change."""
    from rules.detect.tails import band

    return band(mean, variance)
