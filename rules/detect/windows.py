"""Sums and means over the past, for arrays of five-minute buckets along the last axis, many series at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

DAY = 288
HOUR = 12
ROWS = 4

Counts = npt.NDArray[np.int64] | npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.datetime64]


def by_rows(score: Callable[[Floats], Floats], counts: Counts) -> Floats:
    """Apply a function of (series × time) to a few series at a time: what fits into the processor's cache is faster."""
    rows = np.asarray(counts, dtype=np.float64)
    if rows.ndim == 1 or not rows.size:
        return score(rows)
    flat = rows.reshape(-1, rows.shape[-1])
    parts = [score(flat[start : start + ROWS]) for start in range(0, len(flat), ROWS)]
    return np.concatenate(parts).reshape(rows.shape)


def trailing(counts: Counts, width: int) -> Floats:
    """Sum of each bucket and the `width - 1` before it; what lies before the array counts nothing."""
    return between(np.cumsum(counts, axis=-1, dtype=float), width)


def between(sums: Floats, width: int) -> Floats:
    """Trailing sums from running totals, for those who need several widths of the same counts."""
    result = sums.copy()
    result[..., width:] -= sums[..., :-width]
    return result


def around(values: Counts, reach: int) -> Floats:
    """Sum from `reach` buckets before each bucket to `reach` after it; at the ends of what is there."""
    sums, reach = np.cumsum(values, axis=-1, dtype=float), min(reach, values.shape[-1])
    result = np.empty_like(sums)
    result[..., : sums.shape[-1] - reach] = sums[..., reach:]
    result[..., sums.shape[-1] - reach :] = sums[..., -1:]
    result[..., reach + 1 :] -= sums[..., : -(reach + 1)]
    return result


def days_before(values: Counts, days: int) -> Floats:
    """Sum over the same bucket of each of the `days` days before; the present day is not in it."""
    size = values.shape[-1]
    whole = -(-size // DAY) * DAY
    padded = np.zeros((*values.shape[:-1], whole))
    padded[..., :size] = values
    by_day = np.cumsum(padded.reshape(*values.shape[:-1], -1, DAY), axis=-2)
    result = np.zeros_like(by_day)
    result[..., 1:, :] = by_day[..., :-1, :]
    result[..., days + 1 :, :] -= by_day[..., : -(days + 1), :]
    return np.asarray(result.reshape(*values.shape[:-1], whole)[..., :size], dtype=float)


def delayed(values: Floats, by: int) -> Floats:
    """The values as they were `by` buckets before; 0 where there was nothing."""
    result = np.zeros_like(values)
    result[..., by:] = values[..., : max(0, values.shape[-1] - by)]
    return result


def exponential_mean(values: Floats, days: float) -> Floats:
    """Mean of the past and the present with weights that fall by e every `days` days, unbiased from the start.

    Done in blocks within which e^(t/tau) cannot overflow, so that no loop over buckets is needed.
    """
    rate, size = 1 / (days * DAY), values.shape[-1]
    block = max(1, int(8 / rate))
    result, carried = np.empty_like(values), np.zeros((*values.shape[:-1], 1))
    for start in range(0, size, block):
        part = values[..., start : start + block]
        growth = _growth(rate, part.shape[-1])
        result[..., start : start + block] = (np.cumsum(part * growth, axis=-1) + carried) / growth
        carried = result[..., start + part.shape[-1] - 1, None]
    result *= _unbias(rate, size)
    return result


@lru_cache(16)
def _growth(rate: float, size: int) -> Floats:
    return np.asarray(np.exp(rate * np.arange(1, size + 1)), dtype=float)


@lru_cache(16)
def _unbias(rate: float, size: int) -> Floats:
    return np.asarray(-np.expm1(-rate) / -np.expm1(-rate * np.arange(1, size + 1)))


def days_known(size: int) -> Floats:
    """How many days each bucket and its past span."""
    return np.arange(1, size + 1) / DAY


def check_even(timestamps: Times) -> None:
    """Raise ValueError unless the buckets follow each other every five minutes."""
    if (np.diff(timestamps) != np.timedelta64(300, "s")).any():
        raise ValueError("the buckets must follow each other every five minutes")
