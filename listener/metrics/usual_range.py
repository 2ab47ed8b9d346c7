"""Usual range: between which counts nothing is going on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from listener.metrics.base import Metric
from rules.base import BUCKET, LEARNING_DAYS, Track

if TYPE_CHECKING:
    from rules.detect.gaps import Mask

Range = tuple[float, float]
BASELINE = 14
"""Days that what is usual is learned from."""
PAST = timedelta(days=BASELINE + 1)
"""How long before the first stretch a track begins."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a stretch of time has when nothing is going on: the mean of so many earlier days, and the range."""

    mean: float
    range: Range
    days: int


def usual_at(track: Track, known: Mask | None, length: timedelta, ends: Sequence[int]) -> list[Usual | None]:
    """What is usual in the stretches of a length that end with some buckets of the track; None where too few days are
    known.

    Args:
        known: False where a source could not be read.
    """
    import numpy as np

    from rules.detect.baseline import usual

    found = usual(track, length // BUCKET, BASELINE, known, np.array(ends, np.int64))
    return [_usual(*each) for each in zip(*(column.tolist() for column in found), strict=True)]


def _usual(days: int, mean: float, variance: float) -> Usual | None:
    return Usual(mean=mean, range=usual_range(mean, variance), days=days) if days >= LEARNING_DAYS else None


@lru_cache(65_536)
def _band(mean: float, variance: float) -> Range:
    """Pages ask for the same again and again: what is usual in a stretch that has ended does not change."""
    from rules.detect.tails import band

    return band(mean, variance)
