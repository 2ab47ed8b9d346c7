"""How a detector sees one track: what came, what was expected, and where its own measure is exceeded."""

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
        high: Whether the rule's own measure is exceeded.
    """

    window: timedelta
    seen: npt.NDArray[np.float64]
    days: npt.NDArray[np.int64]
    mean: npt.NDArray[np.float64]
    variance: npt.NDArray[np.float64]
    high: npt.NDArray[np.bool_]


def known_from(track: Track) -> int:
    """Index of the first bucket that is known; the track's length if none is."""
    if track.known_since is None:
        return len(track.total)
    return min(max(0, (track.known_since - track.start) // BUCKET), len(track.total))
