"""Counts against the same window at the same time of day, over the days before."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import numpy.typing as npt

from rules.base import BUCKET, Track
from rules.detect.gaps import Mask, whole
from rules.detect.judgement import Judgement, known_from
from rules.detect.windows import DAY, HOUR, Floats, around, trailing

LEAST_DAYS = 3


Habit = tuple[npt.NDArray[np.int64], Floats, Floats]


def same_time(track: Track, window: timedelta, baseline: int, known: Mask | None) -> Judgement:
    """Judgement on the live posts of a trailing window by the same time of the `baseline` days before.

    Days on which that window holds an unknown bucket are left out, unless fewer than three others are left.
    """
    width = window // BUCKET
    days, mean, variance = habit(track, width, baseline)
    if known is not None:
        certain = habit(track, width, baseline, whole(known, width))
        few = certain[0] < LEAST_DAYS
        days, mean, variance = (
            np.where(few, every, part) for every, part in zip((days, mean, variance), certain, strict=True)
        )
    return Judgement(window=window, seen=trailing(track.live, width), days=days, mean=mean, variance=variance)


def habit(track: Track, width: int, baseline: int, certain: Floats | None = None) -> Habit:
    """How many earlier days are known at each bucket, and mean and variance of the usual count in a trailing window.

    The mean is that of a gamma posterior (half a post as prior, so that an empty past is not certainty), the variance
    the larger of the Poisson one and that between days, widened by 1 + 1/days for the doubt about the mean. `certain`
    is 1 where a window may be used, else 0.
    """
    size, known = len(track.total), known_from(track)
    sums = trailing(track.total, width)
    usable = np.ones(size) if certain is None else certain
    smooth = around(sums * usable, HOUR) / np.maximum(around(usable, HOUR), 1)
    days, total, level, square = np.zeros(size, np.int64), np.zeros(size), np.zeros(size), np.zeros(size)
    for back in range(DAY, baseline * DAY + 1, DAY):
        valid = np.arange(size) - back >= known + width + HOUR - 1
        valid[back:] &= usable[: max(0, size - back)] > 0
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
