"""What is usual at this time of day: mean and variance of the two weeks before, weekdays and outliers considered."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from rules.detect.windows import DAY, HOUR, Counts, Floats, around, days_before

DAYS, REACH = 14, 3 * HOUR
SAME_WEEKDAY = 3
LEAST_WEIGHT = 1e-6


def usual(values: Counts, *, weights: Floats | None = None, days: int = DAYS, reach: int = REACH) -> Floats:
    """Weighted mean of `values` at the same time of day, give or take `reach` buckets, over the `days` days before.

    The same weekday counts three times. NaN on the first day. Where nothing of the past has a weight, as in an hour in
    which a source is away every night, what came counts as it is.
    """
    buckets = _buckets(values.shape[-1], days, reach)
    if weights is None:
        total, number = _sums(values, days, reach), buckets
    else:
        total, number = _sums(values * weights, days, reach), _sums(weights, days, reach)
        if ((number < LEAST_WEIGHT) & (buckets > 0)).any():
            total = np.where(number < LEAST_WEIGHT, _sums(values, days, reach), total)
            number = np.where(number < LEAST_WEIGHT, buckets, number)
    return np.asarray(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0), dtype=float)


@lru_cache(16)
def _buckets(size: int, days: int, reach: int) -> Floats:
    """How many buckets a mean rests on where all are known: the same for every series."""
    return _sums(np.ones(size), days, reach)


def _sums(values: Counts, days: int, reach: int) -> Floats:
    near = around(values, reach)
    total = days_before(near, days)
    for back in range(7 * DAY, min(days * DAY, near.shape[-1] - 1) + 1, 7 * DAY):
        total[..., back:] += (SAME_WEEKDAY - 1) * near[..., :-back]
    return total
