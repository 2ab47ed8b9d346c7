"""How the rules `unusual` and `crisis` look at a track: the trailing hour, from the first known bucket on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from rules.base import Track
from rules.detect.farrington import expectation
from rules.detect.gaps import Mask, days_seen
from rules.detect.habit import DAYS
from rules.detect.judgement import Judgement, known_from
from rules.detect.windows import HOUR, Floats, Times, trailing

Detector = Callable[[Times, Floats, Mask | None], Floats]


def scores(track: Track, detect: Detector, known: Mask | None) -> Floats:
    """A detector's scores of a track's whole counts; 0 before anything is known."""
    start, result = known_from(track), np.zeros(len(track.total))
    first = np.datetime64(track.start.replace(tzinfo=None), "s")
    times = first + np.arange(start, len(result)) * np.timedelta64(300, "s")
    result[start:] = detect(times, track.total[start:].astype(float), _from(known, start))
    return result


def hourly(track: Track, known: Mask | None) -> Judgement:
    """Judgement on the live posts of the trailing hour, with what the days before lead to expect.

    Half a post is added to what the days before brought, so that an empty past is not certainty.
    """
    start, size = known_from(track), len(track.total)
    mean, variance = np.full(size, np.nan), np.full(size, np.nan)
    expected = expectation(track.total[start:].astype(float), HOUR, _from(known, start))
    days = np.zeros(size, np.int64)
    days[start:] = days_seen(_from(known, start), size - start)
    least = 0.5 / np.clip(days[start:], 1, DAYS)
    mean[start:], variance[start:] = np.fmax(expected.mean, least), np.fmax(expected.variance, least)
    return Judgement(
        window=timedelta(hours=1), seen=trailing(track.live, HOUR), days=days, mean=mean, variance=variance
    )


def _from(known: Mask | None, start: int) -> Mask | None:
    return None if known is None else known[start:]
