"""Rule `volume`: tells when a multiple of the usual posts of this time of day comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import numpy as np
from pydantic import Field, field_validator

from rules.base import BUCKET, Track, rule
from rules.counts import DAY, CountRule, Judgement, known_from
from rules.detect.windows import HOUR, Floats, around, trailing

FACTORS = {"fewer": 5.0, "balanced": 3.0, "more": 2.0}


@rule("volume")
class Volume(CountRule):
    """Alerts when the posts of a trailing window reach a multiple of what is usual: the mean of the same window at the
    same time of day, give or take an hour, over the days before.

    Also `at_least` posts must have come and chance must not explain them (less than 1 in 10,000). While fewer than
    three days are known it is learning, and only three times `at_least` raises an alert.
    """

    window: timedelta = Field(timedelta(hours=1), description="Count the posts of this stretch; 5 minutes to 12 hours")
    baseline: int = Field(14, ge=3, le=34, description="Compare with this many days before")
    sensitivity: Literal["fewer", "balanced", "more"] | float = Field(
        "balanced", description='"fewer" (5 times the usual), "balanced" (3), "more" (2), or the multiple itself'
    )

    @field_validator("window")
    @classmethod
    def _buckets(cls, window: timedelta) -> timedelta:
        if window % BUCKET or not BUCKET <= window <= timedelta(hours=12):
            raise ValueError("write a multiple of 5 minutes, from 5 minutes to 12 hours")
        return window

    @field_validator("sensitivity")
    @classmethod
    def _multiple(cls, sensitivity: str | float) -> str | float:
        if isinstance(sensitivity, float) and not 1 < sensitivity <= 1000:
            raise ValueError('write "fewer", "balanced", "more" or a multiple above 1')
        return sensitivity

    @property
    def factor(self) -> float:
        """How many times the usual is asked for."""
        return self.sensitivity if isinstance(self.sensitivity, float) else FACTORS[self.sensitivity]

    def judge(self, track: Track) -> Judgement:
        width = self.window // BUCKET
        seen = trailing(track.live, width)
        days, mean, variance = habit(track, width, self.baseline)
        high = seen >= self.factor * np.nan_to_num(mean)
        return Judgement(window=self.window, seen=seen, days=days, mean=mean, variance=variance, high=high)

    def why(self, judged: Judgement, peak: int) -> str:
        times = judged.seen[peak] / judged.mean[peak]
        return f"That is {times:.1f} times the usual; the rule asks for {self.factor:g} times."


def habit(track: Track, width: int, baseline: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Floats, Floats]:
    """How many earlier days are known at each bucket, and mean and variance of the usual count in a trailing window.

    The mean is that of a gamma posterior (half a post as prior, so that an empty past is not certainty), the variance
    the larger of the Poisson one and that between days, widened by 1 + 1/days for the doubt about the mean.
    """
    size, known = len(track.total), known_from(track)
    sums = trailing(track.total, width)
    smooth = around(sums, HOUR) / np.maximum(around(np.ones(size), HOUR), 1)
    days, total, level, square = np.zeros(size, np.int64), np.zeros(size), np.zeros(size), np.zeros(size)
    for back in range(DAY, baseline * DAY + 1, DAY):
        valid = np.arange(size) - back >= known + width + HOUR - 1
        at = np.flatnonzero(valid) - back
        days[valid] += 1
        total[valid] += smooth[at]
        level[valid] += sums[at]
        square[valid] += sums[at] ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(days > 0, (total + 0.5) / days, np.nan)
        between = (square - level**2 / days) / (days - 1)
    variance = np.fmax(mean, np.nan_to_num(between, posinf=0.0)) * (1 + 1 / np.maximum(days, 1))
    return days, mean, variance
