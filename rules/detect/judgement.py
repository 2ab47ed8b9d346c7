"""How a detector sees one track: what came, and what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from rules.base import BUCKET, Track


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a rule sees every bucket of a track.

    Attributes:
        window: Length of the trailing window that `seen` counts.
        seen: Posts of the window that may alert.
        days: Earlier days that the expectation rests on.
        mean, variance: Of the count that is expected; NaN without earlier days.
    """

    window: timedelta
    seen: npt.NDArray[np.float64]
    days: npt.NDArray[np.int64]
    mean: npt.NDArray[np.float64]
    variance: npt.NDArray[np.float64]

    def stands_out(self) -> npt.NDArray[np.bool_]:
        """Where a count is far enough above its mean to be worth an exact look.

        A count with a tail of one in 10,000 lies beyond 2.5 deviations: these distributions lean to the right, and the
        normal one has that tail at 3.7.
        """
        return np.asarray(self.seen > self.mean + 2.5 * np.sqrt(self.variance), dtype=bool)


def known_from(track: Track) -> int:
    """Index of the first bucket that is known; the track's length if none is."""
    if track.known_since is None:
        return len(track.total)
    return min(max(0, (track.known_since - track.start) // BUCKET), len(track.total))
