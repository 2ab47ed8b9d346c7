"""Stretches in which a source could not be read: what was said in them is unknown, which is not the same as nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rules.base import Track
from rules.detect.judgement import known_from
from rules.detect.windows import DAY, Counts, Floats, days_known, trailing

Mask = npt.NDArray[np.bool_]


def sighted(track: Track, blind: Mask | None) -> Mask | None:
    """Which buckets every source could be read in; None where that says nothing.

    Where more than half of what is known would be left out, all of it counts: a past that is too low is a better guide
    than next to none.
    """
    if blind is None or not blind.any() or 2 * blind[known_from(track) :].sum() > len(blind) - known_from(track):
        return None
    return ~blind


def caught_up(track: Track, blind: Mask | None) -> Track:
    """The track with what a source brought at its return spread over the time in which it was away.

    Posts with a date stand where they belong; those without one stand all at once at the end of the blind stretch, and
    nobody said them all at once.
    """
    if blind is None or not blind.any():
        return track
    return replace(track, total=_spread(track.total, blind), live=_spread(track.live, blind))


def _spread(counts: npt.NDArray[np.int64], blind: Mask) -> npt.NDArray[np.int64]:
    spread, edges = counts.copy(), np.flatnonzero(np.diff(np.r_[False, blind, False]))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        pile, shares = int(spread[end - 1]), np.arange(end - first + 1)
        spread[end - 1] = 0
        spread[first:end] += np.diff(pile * shares // (end - first))
    return spread


def whole(known: Mask | None, width: int) -> Floats | None:
    """1 where the trailing window of `width` buckets holds nothing unknown, else 0; None where all is known."""
    return None if known is None else np.asarray(trailing((~known).astype(float), width) < 0.5, dtype=np.float64)


def days_seen(known: Mask | None, size: int) -> Floats:
    """How many days each bucket and its past span, without those that nobody could read; at least one bucket."""
    return days_known(size) if known is None else np.maximum(np.cumsum(known), 1) / DAY


def blind_minutes(blind: Mask | None, at: int, width: int) -> int:
    """How many minutes of the window that ends with bucket `at` a source could not be read in."""
    return 0 if blind is None else 5 * int(blind[max(0, at - width + 1) : at + 1].sum())


def weighed(values: Counts, weights: Floats | None) -> Counts:
    """Values times weights; the values themselves where there are none."""
    return values if weights is None else np.asarray(values * weights, dtype=float)
