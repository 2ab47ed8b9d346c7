"""Where nothing, or a small part of the usual, came in a trailing window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rules.base import BUCKET, Track
from rules.detect.baseline import habit
from rules.detect.gaps import hidden
from rules.detect.judgement import known_from
from rules.detect.tails import tail
from rules.detect.windows import DAY, HOUR, Floats, around, days_before, trailing

WEEK = 7 * DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """What came at every bucket, and what was to be expected.

    Attributes:
        seen: Posts of the trailing window, whatever way they came.
        mean, variance: Of the count that is expected of the sources that could be read; the mean is NaN until a week
            is known. Where all of the window is unseen, nothing is expected.
        usual: The mean of all sources.
    """

    seen: Floats
    mean: Floats
    variance: Floats
    usual: Floats

    def indexes(self, *, factor: float, at_least: float, chance: float, start: int, end: int) -> npt.NDArray[np.intp]:
        """The buckets in [start, end) with a `factor`-th of the usual or less, less probable than `chance`."""
        mean = np.nan_to_num(self.mean)
        quiet = (mean >= at_least) & (self.seen * factor <= mean)
        quiet[:start] = False
        quiet[max(0, end) :] = False
        for index in np.flatnonzero(quiet):
            quiet[index] = 1 - tail(int(self.seen[index]) + 1, mean[index], self.variance[index]) <= chance
        return np.flatnonzero(quiet)

    def held(self, *, factor: float, at_least: float, start: int, end: int) -> npt.NDArray[np.intp]:
        """The buckets in [start, end) in which a silence may go on, as a source that is away may be silent too."""
        usual = np.nan_to_num(self.usual)
        may = (self.mean < self.usual) & (usual >= at_least) & (self.seen * factor <= usual)
        may[:start] = False
        may[max(0, end) :] = False
        return np.flatnonzero(may)

    def deepest(self, first: int, last: int) -> int:
        """The bucket between two, both included, at which most was missing."""
        return first + int((self.mean - self.seen)[first : last + 1].argmax())


def quiet(track: Track, width: int, baseline: int, unseen: Floats | None) -> Quiet:
    """A track with at least one live post, judged by its live past: an import makes no silence of what follows it.

    Expected is the mean of the days before or that of the same weekday, whichever is less: weekends may be quiet. The
    variance is that between days or that around the same weekday's mean, whichever explains the days better.

    Of a window that is unseen in part, the usual part of the other sources is expected. How large that is today is
    uncertain itself: p (1 - p) of the mean is added as a standard deviation, for an unseen part p.
    """
    first = track.start + BUCKET * int(np.flatnonzero(track.live)[0])
    known = max(first, track.known_since or first)
    live = Track(start=track.start, total=track.live, live=track.live, known_since=known)
    _, mean, variance = habit(live, width, baseline)
    weekday = _weekday(trailing(live.live, width), known_from(live) + width - 1)
    mean = np.minimum(mean, weekday)
    around_it = _error(trailing(live.live, width), weekday, baseline)
    variance = np.maximum(mean, np.fmin(variance, around_it))
    part, usual = hidden(unseen, width), mean
    if part is not None:
        variance = (1 - part) * variance + np.square(part * (1 - part) * mean)
        mean = (1 - part) * mean
    return Quiet(seen=trailing(track.total, width), mean=mean, variance=variance, usual=usual)


def _weekday(sums: Floats, first: int) -> Floats:
    """Mean one week and two weeks before, none before bucket `first`, give or take an hour; NaN until one is known."""
    smooth = around(sums, HOUR) / np.maximum(around(np.ones(len(sums)), HOUR), 1)
    total, number = np.zeros(len(sums)), np.zeros(len(sums))
    for back in (WEEK, 2 * WEEK):
        total[first + back :] += smooth[first : max(first, len(sums) - back)]
        number[first + back :] += 1
    return np.asarray(np.divide(total, number, out=np.full(len(sums), np.nan), where=number > 0), dtype=float)


def _error(sums: Floats, weekday: Floats, baseline: int) -> Floats:
    """Mean square distance of earlier days from their weekday's mean; infinite until a week of them is known."""
    known = np.isfinite(weekday)
    total = days_before(np.where(known, np.square(sums - weekday), 0), baseline)
    number = days_before(known.astype(float), baseline)
    return np.asarray(np.divide(total, number, out=np.full(len(sums), np.inf), where=number >= 7), dtype=float)


def last_post(track: Track, at: int) -> int:
    """Index of the last bucket up to `at` in which a post was said."""
    return int(np.flatnonzero(track.total[: at + 1])[-1])
