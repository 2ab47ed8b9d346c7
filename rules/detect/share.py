"""Which part of the posts of a trailing window has one label, and where chance does not explain it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rules.base import Track
from rules.detect.gaps import hidden, made_whole
from rules.detect.tails import binomial_tail
from rules.detect.windows import DAY, Floats, trailing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """One label among all that were read, at every bucket.

    Attributes:
        labelled: Live posts of the window with the label.
        assessed: Live posts of the window with any label.
        most: The same with what is unseen, by its usual part, none of which may have the label.
        usual: Share of the label in the days before, strictly between 0 and 1.
    """

    labelled: Floats
    assessed: Floats
    most: Floats
    usual: Floats

    def exceptional(self, *, at_least: int, share: float, chance: float, start: int) -> npt.NDArray[np.intp]:
        """Indexes from `start` on with so many posts and such a share, less probable than `chance` at the usual one.

        Both hold even if nothing of what is unseen has the label.
        """
        high = (self.labelled >= at_least) & (self.labelled >= share * self.most)
        high[:start] = False
        for index in np.flatnonzero(high):
            tail = binomial_tail(int(self.labelled[index]), round(self.most[index]), self.usual[index])
            high[index] = tail <= chance
        return np.flatnonzero(high)

    def held(self, *, at_least: int, share: float, start: int) -> npt.NDArray[np.intp]:
        """Indexes from `start` on at which it may well be so, as all of what is unseen may have the label."""
        hidden_posts = self.most - self.assessed
        may = (hidden_posts > 0) & (self.labelled + hidden_posts >= np.maximum(at_least, share * self.most))
        may[:start] = False
        return np.flatnonzero(may)


def shares(tracks: Sequence[Track], width: int, baseline: int, unseen: Floats | None = None) -> Shares:
    """Shares of the first track's label among those of all tracks, in windows of `width` buckets."""
    assessed = trailing(_sum([track.live for track in tracks]), width)
    return Shares(
        labelled=trailing(tracks[0].live, width),
        assessed=assessed,
        most=made_whole(assessed, hidden(unseen, width)),
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
