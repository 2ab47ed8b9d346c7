"""Chance: how often as many come although nothing is going on."""

from __future__ import annotations

from listener.metrics.base import Metric

CHANCE = Metric(
    name="how sure",
    definition="How often chance alone brings as many; what it brings less than once in 10,000 times is exceptional.",
    formula="probability of a count at least as high under the negative binomial distribution around what is expected",
    unit="probability from 0 to 1",
    blind="hours in which a source could not be read are left out of what is usual",
)


def once_in(chance: float) -> float:
    """In how many times chance brings it once."""
    return 1 / chance if chance else float("inf")
