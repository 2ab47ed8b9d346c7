"""A count over time, bar by bar, each beside what is usual at its time of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from listener.metrics.usual_range import Range, usual_at
from rules.base import BUCKET, LEARNING_DAYS, Track

if TYPE_CHECKING:
    from rules.detect.gaps import Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """Bars of equal length, oldest first; the last one is complete.

    Attributes:
        start: When the first bar begins.
        each: How much time a bar is.
        usual: The usual range of each bar; None where it is not known yet.
    """

    start: datetime
    each: timedelta
    counts: tuple[int, ...]
    usual: tuple[Range | None, ...]

    @property
    def end(self) -> datetime:
        """When the last bar ends."""
        return self.start + self.each * len(self.counts)

    @property
    def learning(self) -> bool:
        """Whether nobody knows yet what is usual now."""
        return not self.usual or self.usual[-1] is None

    @property
    def above(self) -> bool:
        """Whether the last bar is more than usual."""
        return bool(self.usual) and self.usual[-1] is not None and self.counts[-1] > self.usual[-1][1]

    def at(self, moment: datetime) -> float:
        """Where a moment lies, from 0 at the start to 1 at the end; outside of it where it lies outside."""
        return (moment - self.start) / (self.end - self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How many came in one stretch of time, and what is usual; None where that is not known yet."""

    seen: int
    expected: float | None
    usual: Range | None

    @property
    def above(self) -> bool:
        """Whether it is more than usual."""
        return self.usual is not None and self.seen > self.usual[1]


def ranged(track: Track, known: Mask | None, each: timedelta, bars: int) -> Ranged:
    """The last bars of a track; `known` is False where a source could not be read."""
    import numpy as np

    width, size = each // BUCKET, len(track.total)
    ends = range(size - width * (bars - 1) - 1, size, width)
    sums = np.concatenate([[0], np.cumsum(track.total)])
    usual = usual_at(track, known, each, ends)
    return Ranged(
        start=track.start + BUCKET * (size - width * bars),
        each=each,
        counts=tuple(int(sums[end + 1] - sums[end + 1 - width]) for end in ends),
        usual=tuple(found.range if found else None for found in usual),
    )


def window(track: Track, known: Mask | None, length: timedelta) -> Window:
    """The last stretch of a track."""
    [usual] = usual_at(track, known, length, [len(track.total) - 1])
    seen = int(track.total[-(length // BUCKET) :].sum())
    return Window(seen=seen, expected=usual.mean if usual else None, usual=usual.range if usual else None)


def known_from(track: Track) -> datetime | None:
    """When what is usual is known, or will be; None while nothing was ever counted."""
    return track.known_since + timedelta(days=LEARNING_DAYS) if track.known_since else None
