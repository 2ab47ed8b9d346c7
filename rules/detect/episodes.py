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


def episodes(
    high: npt.NDArray[np.intp], fresh: int, gap: int, held: npt.NDArray[np.intp] | None = None
) -> list[Episode]:
    """The episodes among the ascending indexes `high` that hold a bucket from `fresh` on.

    Up to `gap` buckets between two exceptional ones belong to the same episode. So do those of `held` that follow an
    exceptional one: nobody can tell whether they are exceptional too; they begin none.
    """
    if not len(high):
        return []
    every = high if held is None else np.union1d(high, held)
    runs = np.split(every, np.flatnonzero(np.diff(every) > gap + 1) + 1)
    begun = [(run[np.isin(run, high)], run) for run in runs]
    found = [Episode(first=int(sure[0]), last=int(run[-1])) for sure, run in begun if len(sure)]
    return [run for run in found if run.last >= fresh]
