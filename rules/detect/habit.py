"""What is usual at this time of day: mean and variance of the two weeks before, weekdays and outliers considered."""

from __future__ import annotations

import numpy as np

from rules.detect.windows import DAY, HOUR, Counts, Floats, around, days_before

DAYS, REACH = 14, 3 * HOUR
SAME_WEEKDAY = 3


def usual(values: Counts, *, weights: Floats | None = None, days: int = DAYS, reach: int = REACH) -> Floats:
    """Weighted mean of `values` at the same time of day, give or take `reach` buckets, over the `days` days before.

    The same weekday counts three times. NaN on the first day.
    """
    known = np.ones(values.shape[-1]) if weights is None else weights
    total, number = _sums(values * known, days, reach), _sums(known, days, reach)
    return np.asarray(np.divide(total, number, out=np.full(total.shape, np.nan), where=number > 0), dtype=float)


def _sums(values: Counts, days: int, reach: int) -> Floats:
    near = around(values, reach)
    total = days_before(near, days)
    for back in range(7 * DAY, min(days * DAY, near.shape[-1] - 1) + 1, 7 * DAY):
        total[..., back:] += (SAME_WEEKDAY - 1) * near[..., :-back]
    return total
