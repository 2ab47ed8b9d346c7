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


Buckets = npt.NDArray[np.int64]
Habit = tuple[Buckets, Floats, Floats]


def same_time(track: Track, window: timedelta, baseline: int, known: Mask | None) -> Judgement:
    """Judgement on the live posts of a trailing window by the same time of the `baseline` days before."""
    width = window // BUCKET
    days, mean, variance = usual(track, width, baseline, known)
    return Judgement(window=window, seen=trailing(track.live, width), days=days, mean=mean, variance=variance)


def usual(track: Track, width: int, baseline: int, known: Mask | None, at: Buckets | None = None) -> Habit:
    """What is usual at each bucket, or at some: as `habit` says.

    Days on which that window holds an unknown bucket are left out, unless fewer than three others are left.
    """
    found = habit(track, width, baseline, at=at)
    if known is None:
        return found
    certain = habit(track, width, baseline, whole(known, width), at)
    few = certain[0] < LEAST_DAYS
    days, mean, variance = (np.where(few, every, part) for every, part in zip(found, certain, strict=True))
    return days, mean, variance


def habit(track: Track, width: int, baseline: int, certain: Floats | None = None, at: Buckets | None = None) -> Habit:
    """How many earlier days are known at each bucket, and mean and variance of the usual count in a trailing window.

    The mean is that of a gamma posterior (half a post as prior, so that an empty past is not certainty), the variance
    the larger of the Poisson one and that between days, widened by 1 + 1/days for the doubt about the mean.

    Args:
        certain: 1 where a window may be used, else 0.
        at: The buckets that are wanted; None for all.
    """
    wanted = np.arange(len(track.total)) if at is None else at
    size, first = len(track.total), known_from(track) + width + HOUR - 1
    sums = trailing(track.total, width)
    usable = np.ones(size) if certain is None else certain
    smooth = around(sums * usable, HOUR) / np.maximum(around(usable, HOUR), 1)
    days, total, level, square = (np.zeros(len(wanted), kind) for kind in (np.int64, float, float, float))
    for back in range(DAY, baseline * DAY + 1, DAY):
        valid = wanted - back >= first
        valid[valid] = usable[wanted[valid] - back] > 0
        then = wanted[valid] - back
        days[valid] += 1
        total[valid] += smooth[then]
        level[valid] += sums[then]
        square[valid] += sums[then] ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(days > 0, (total + 0.5) / days, np.nan)
        between = (square - level**2 / days) / (days - 1)
    variance = np.fmax(mean, np.nan_to_num(between, posinf=0.0)) * (1 + 1 / np.maximum(days, 1))
    return days, mean, variance
