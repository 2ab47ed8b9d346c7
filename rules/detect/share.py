"""Which part of the posts of a trailing window has one label, and where chance does not explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rules.base import Track
from rules.detect.tails import binomial_tail
from rules.detect.windows import DAY, Floats, trailing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """One label among all that were read, at every bucket.

    Attributes:
        labelled: Live posts of the window with the label.
        assessed: Live posts of the window with any label.
        usual: Share of the label in the days before, strictly between 0 and 1.
    """

    labelled: Floats
    assessed: Floats
    usual: Floats

    def exceptional(self, *, at_least: int, share: float, chance: float, start: int) -> npt.NDArray[np.intp]:
        """Indexes from `start` on with so many posts and such a share, less probable than `chance` at the usual one."""
        high = (self.labelled >= at_least) & (self.labelled >= share * self.assessed)
        high[:start] = False
        for index in np.flatnonzero(high):
            tail = binomial_tail(int(self.labelled[index]), int(self.assessed[index]), self.usual[index])
            high[index] = tail <= chance
        return np.flatnonzero(high)


def shares(tracks: Sequence[Track], width: int, baseline: int) -> Shares:
    """Shares of the first track's label among those of all tracks, in windows of `width` buckets."""
    return Shares(
        labelled=trailing(tracks[0].live, width),
        assessed=trailing(_sum([track.live for track in tracks]), width),
        usual=_usual(tracks, width, baseline * DAY),
    )


def _usual(tracks: Sequence[Track], width: int, size: int) -> Floats:
    """Share in the days before, with half of four imagined posts, so that an empty past is no certainty."""
    labelled, assessed = (
        _before(trailing(total, size), width) for total in (tracks[0].total, _sum([track.total for track in tracks]))
    )
    return np.asarray((labelled + 2) / (assessed + 4), dtype=float)


def _sum(counts: list[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    return np.asarray(np.sum(counts, axis=0), dtype=np.int64)


def _before(sums: Floats, width: int) -> Floats:
    """The sums as they stood one window before."""
    return np.concatenate([np.zeros(min(width, len(sums))), sums[: max(0, len(sums) - width)]])
