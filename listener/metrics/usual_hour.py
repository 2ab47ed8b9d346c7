"""A usual hour: how many mentions it had before a crisis, and how many it mostly had at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from listener.metrics.base import Metric

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

_BLIND = "it is that of what is known"

USUAL_HOUR = Metric(
    name="usual hour",
    definition="How many mentions an hour had on average in the seven days before a crisis.",
    formula="mean of the hours before, moved on by five minutes; the six hours before the first alert are left out",
    unit="posts in an hour",
    interval="the band of usual hours",
    blind=_BLIND,
)
USUAL_BAND = Metric(
    name="band of usual hours",
    definition="How many mentions 95 of 100 hours of the seven days before a crisis did not exceed; unknown where less "
    "than a day is stored.",
    formula="95th percentile of the same hours, at least 2",
    unit="posts in an hour",
    blind=_BLIND,
)
LEAST = 2.0
DAY = 288
"""Buckets."""


def usual_hour(hours: Numbers) -> float:
    """From the mentions of each hour before; 0 where nothing is stored."""
    return float(hours.mean()) if hours.size else 0.0


def usual_band(hours: Numbers) -> float | None:
    """From the mentions of each hour before."""
    import numpy as np

    return max(LEAST, float(np.quantile(hours, 0.95))) if len(hours) >= DAY else None
