"""Stretches in which sources could not be read: what was said in them is unknown, which is not the same as nothing.

Blind time belongs to a source, and weighs as much as the part of the posts that this source usually brings. Where that
is less than half, what the others brought stands for the whole; where it is more, the bucket tells nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from rules.base import Track
from rules.detect.judgement import known_from
from rules.detect.windows import DAY, Counts, Floats, days_known, trailing

Mask = npt.NDArray[np.bool_]

MOST = 0.5
"""A bucket of which so much is unseen tells nothing."""
PILE = 2.0
"""At its return a source brings at most so many times what it usually brings in the time in which it was away."""


def sighted(track: Track, unseen: Floats | None) -> Mask | None:
    """Which buckets tell something; None where all do.

    Where more than half of what is known would be left out, all of it counts: a past that is too low is a better guide
    than next to none.
    """
    if unseen is None:
        return None
    blind = np.asarray(unseen >= MOST, dtype=bool)
    if not blind.any() or 2 * blind[known_from(track) :].sum() > len(blind) - known_from(track):
        return None
    return ~blind


def filled(track: Track, unseen: Floats | None) -> Track:
    """The track with what is unseen put into what the baselines rest on, by what the other sources brought.

    Only where that is less than half of the usual. Whole posts: rounded so that their sum is right. What may alert
    stays as it came.
    """
    if unseen is None:
        return track
    part = np.where(unseen < MOST, unseen, 0.0)
    missing = np.floor(np.cumsum(track.total * part / (1 - part)) + 1e-9).astype(np.int64)
    return replace(track, total=track.total + np.diff(missing, prepend=0))


def caught_up(track: Track, unseen: Floats | None) -> Track:
    """The track with what sources brought at their return spread over the time in which they were away.

    Posts with a date stand where they belong; those without one stand all at once at the end of the blind stretch, and
    nobody said them all at once. More than such sources usually bring is no pile of theirs, and stays where it is.
    """
    if unseen is None or not unseen.any():
        return track
    usual = float(track.total.sum()) / max(1, len(track.total) - known_from(track))
    return replace(track, total=_spread(track.total, unseen, usual), live=_spread(track.live, unseen, usual))


def _spread(counts: npt.NDArray[np.int64], unseen: Floats, usual: float) -> npt.NDArray[np.int64]:
    spread, edges = counts.copy(), np.flatnonzero(np.diff(np.r_[False, unseen > 0, False]))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        away = float(unseen[first:end].sum())
        whole = unseen[first:end].min() >= MOST  # whose posts these are is plain
        pile, shares = int(spread[end - 1]), np.arange(end - first + 1)
        moved = pile if whole else min(pile, int(PILE * usual * away))
        spread[end - 1] -= moved
        spread[first:end] += np.diff(moved * shares // (end - first))
    return spread


def hidden(unseen: Floats | None, width: int) -> Floats | None:
    """The unseen part of the trailing window of `width` buckets; None where nothing is."""
    return None if unseen is None else np.clip(trailing(unseen, width) / width, 0.0, 1.0)


def made_whole(seen: Floats, part: Floats | None) -> Floats:
    """What a count would be with its unseen part; of one that is all unseen, a hundred times."""
    return seen if part is None else np.asarray(seen / (1 - np.minimum(part, 0.99)), dtype=float)


def whole(known: Mask | None, width: int) -> Floats | None:
    """1 where the trailing window of `width` buckets holds nothing unknown, else 0; None where all is known."""
    return None if known is None else np.asarray(trailing((~known).astype(float), width) < 0.5, dtype=np.float64)


def days_seen(known: Mask | None, size: int) -> Floats:
    """How many days each bucket and its past span, without those that nobody could read; at least one bucket."""
    return days_known(size) if known is None else np.maximum(np.cumsum(known), 1) / DAY


def weighed(values: Counts, weights: Floats | None) -> Counts:
    """Values times weights; the values themselves where there are none."""
    return values if weights is None else np.asarray(values * weights, dtype=float)
