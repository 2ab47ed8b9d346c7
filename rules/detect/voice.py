"""Share of voice, a brand's posts among those of all compared brands, against its own past."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rules.base import Track
from rules.detect.drift import Part, part
from rules.detect.judgement import known_from
from rules.detect.tails import binomial_tail


def voice(tracks: Sequence[Track], *, width: int, days: int) -> Part:
    """Share of the first track among all; a post about two brands counts for each."""
    live = np.array([track.live for track in tracks], float)
    total = np.array([track.total for track in tracks], float)
    known = max(map(known_from, tracks))  # before that some of them were not listened for
    return part(live[0], live.sum(axis=0), total[0], total.sum(axis=0), width=width, days=days, known=known)


def moved(share: Part, *, points: float, at_least: int, chance: float, start: int) -> dict[int, float]:
    """Buckets from `start` on whose share lies so far above or below the usual one, and that.

    At least `at_least` live posts are compared, and a move like it is less probable than `chance`, the swings of
    earlier windows considered.
    """
    candidates = share.live_posts >= at_least
    candidates[: max(start, share.learnt)] = False
    found = {int(at): share.usual(int(at), 1, 2) for at in np.flatnonzero(candidates)}
    return {
        at: usual
        for at, usual in found.items()
        if abs(share.value(at) - usual) >= points and _probability(share, at, usual) <= chance
    }


def _probability(share: Part, at: int, usual: float) -> float:
    """Of a share as far from the usual one, on that side."""
    posts = share.independent(at, usual, usual * (1 - usual))
    count = round(share.value(at) * posts)
    if share.value(at) > usual:
        return binomial_tail(count, posts, usual)
    return binomial_tail(posts - count, posts, 1 - usual)
