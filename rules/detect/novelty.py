"""The crisis score: how far a rise goes beyond the rises that this series is used to."""

from __future__ import annotations

import numpy as np

from rules.detect.farrington import expected
from rules.detect.gaps import Mask, days_seen, whole
from rules.detect.habit import usual
from rules.detect.windows import (
    HOUR,
    Counts,
    Floats,
    Times,
    between,
    by_rows,
    check_even,
    delayed,
    exponential_mean,
)

WIDTHS = (1, 3, 12, 36)
HABIT_DAYS = 14
LEAST_HABIT = 0.5
LEVEL_DAYS = 7
DEVIATIONS = 8.0
TWICE = 2.0
OUTLYING = 2.5
CLEAR = 5.0
LEARNT_DAYS = 1.0


def crisis(timestamps: Times, counts: Counts, known: Mask | None = None) -> Floats:
    """How unusual each bucket is: the rise as a multiple of this series' usual bursts.

    Causal: a score depends on its bucket and those before. `counts` are five-minute buckets along the last axis, with
    any number of series before it; `timestamps` are their starts, without gaps, else ValueError. Where `known` is False
    a source could not be read: what came in such a bucket counts as the least that was said, and never as usual.

    In trailing windows of 5, 15, 60 and 180 minutes the counts are stabilised as 3 (y + 3/8)^(1/3); what exceeds the
    usual level of this time of day is divided by the fourth-power exponential mean of the series' own past excesses
    (14 days, one window ago and older), so that bursts which repeat become habit. The score is the geometric mean over
    the windows, less where the rise is not plain by itself (see `_plain`), and less on the first days.
    """
    check_even(timestamps)
    return by_rows(lambda rows: _score(rows, known), counts)


def _score(counts: Floats, known: Mask | None) -> Floats:
    product, sums = np.ones_like(counts), np.cumsum(counts, axis=-1)
    for width in WIDTHS:
        product *= _novelty(between(sums, width), width, whole(known, width))
    days = days_seen(known, counts.shape[-1])
    mean = np.sqrt(np.sqrt(product))  # geometric, of four windows
    return np.asarray(mean * _plain(sums, known) * (days / (days + LEARNT_DAYS)), dtype=float)


def _novelty(seen: Floats, width: int, certain: Floats | None) -> Floats:
    """Excess over the usual level in a trailing window, divided by the habitual excess; `certain`: see `whole`."""
    level = 3 * np.cbrt(seen + 0.375)
    excess = np.maximum(level - _expected(level, width, certain), 0)
    squared = excess * excess
    habit = np.sqrt(np.sqrt(delayed(_mean(squared * squared, certain), width)))
    return np.asarray(excess / np.maximum(habit, LEAST_HABIT), dtype=float)


def _mean(values: Floats, weights: Floats | None) -> Floats:
    """Exponential mean of what is certain."""
    if weights is None:
        return exponential_mean(values, HABIT_DAYS)
    total, number = exponential_mean(values * weights, HABIT_DAYS), exponential_mean(weights, HABIT_DAYS)
    return np.asarray(total / np.maximum(number, 1e-9), dtype=float)


def _expected(level: Floats, width: int, certain: Floats | None) -> Floats:
    """The usual level of this time of day; on the first day the mean so far, and nothing before that."""
    by_day = usual(level, weights=certain)
    first = np.isnan(by_day)
    if first.any():
        by_day[first] = delayed(exponential_mean(level, LEVEL_DAYS), width)[first]
        by_day[..., :width] = np.inf
    return by_day


def _plain(sums: Floats, known: Mask | None) -> Floats:
    """Between 0 and 1: whether the rise is plain without knowing the series' habits.

    Full marks need eight standard deviations in the half hour, twice the usual count in the last 15 or 60 minutes, and
    so many more posts there that they show in an hour (five times the root of its usual count).
    """
    half, best = expected(between(sums, HOUR // 2), HOUR // 2, known), np.zeros_like(sums)
    hour = np.minimum(between(sums, HOUR), OUTLYING * 2 * np.nan_to_num(half.mean, nan=np.inf) + 4)
    usual_hour = usual(hour, weights=whole(known, HOUR), days=LEVEL_DAYS, reach=HOUR)
    for width in (HOUR // 4, HOUR):
        seen, mean = between(sums, width), usual_hour * width / HOUR
        twice = np.square(np.square(np.clip((seen + 0.5) / (TWICE * mean + 0.5), 0, 1)))
        enough = np.clip((seen - mean) / (CLEAR * np.sqrt(usual_hour + 1)), 0, 1)
        best = np.fmax(best, twice * enough)
    return np.asarray(best * np.sqrt(np.minimum(half.exceedance() / DEVIATIONS, 1)), dtype=float)
