"""Stretches of exceptional buckets: what one alert about a series spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Exceptional buckets without a long gap, by their indexes, both included."""

    first: int
    last: int


def episodes(high: npt.NDArray[np.intp], fresh: int, gap: int) -> list[Episode]:
    """The episodes among the ascending indexes `high` that hold a bucket from `fresh` on.

    Up to `gap` buckets between two exceptional ones belong to the same episode.
    """
    if not len(high):
        return []
    cuts = np.flatnonzero(np.diff(high) > gap + 1) + 1
    runs = [Episode(first=int(run[0]), last=int(run[-1])) for run in np.split(high, cuts)]
    return [run for run in runs if run.last >= fresh]
