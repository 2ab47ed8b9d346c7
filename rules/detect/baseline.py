"""Counts against a multiple of the same window at the same time of day, over the days before."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from rules.base import BUCKET, Track
from rules.detect.judgement import Judgement, known_from
from rules.detect.windows import DAY, HOUR, Floats, around, trailing


def multiple(track: Track, window: timedelta, baseline: int, factor: float) -> Judgement:
    """Judgement on the live posts of a trailing window: high from `factor` times the mean of `baseline` days on."""
    width = window // BUCKET
    seen = trailing(track.live, width)
    days, mean, variance = habit(track, width, baseline)
    high = seen >= factor * np.nan_to_num(mean)
    return Judgement(window=window, seen=seen, days=days, mean=mean, variance=variance, high=high)


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
