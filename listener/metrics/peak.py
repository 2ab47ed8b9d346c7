"""Peak: how loud it was when it was loudest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listener.metrics.base import Metric

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

PEAK = Metric(
    name="peak",
    definition="The mentions of the loudest hour of a crisis, no earlier than a day before its first alert.",
    formula="largest sum of twelve neighbouring counts of five minutes",
    unit="posts in an hour",
    blind="as with mentions, there may have been more",
)
HOUR = 12
"""Buckets."""


def hourly(counts: Numbers) -> Numbers:
    """Mentions of the hour up to the end of each bucket, from those of each five minutes."""
    from rules.detect.windows import trailing

    return trailing(counts, HOUR)


def loudest(hours: Numbers, first: int) -> int:
    """The bucket from `first` on with which the loudest hour ends; the earliest of equal ones."""
    return first + int(hours[first:].argmax())
