"""Share of voice, a brand's posts among those of all compared brands, against its own past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rules.base import Track
from rules.detect.drift import Part, part
from rules.detect.gaps import hidden, made_whole
from rules.detect.judgement import known_from
from rules.detect.tails import binomial_tail
from rules.detect.windows import Floats, trailing


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Share of voice at every bucket.

    Attributes:
        share: As it was seen.
        least, most: What it is at least and at most, with what is unseen: where all of that was about the others, or
            about the brand, by the part that their blind sources usually bring.
    """

    share: Part
    least: Floats
    most: Floats


def voice(tracks: Sequence[Track], *, width: int, days: int, unseen: Sequence[Floats | None] | None = None) -> Voice:
    """Share of the first track among all; a post about two brands counts for each. `unseen` is the part of each
    bucket that could not be seen, track by track."""
    live = np.array([track.live for track in tracks], float)
    total = np.array([track.total for track in tracks], float)
    known = max(map(known_from, tracks))  # before that some of them were not listened for
    share = part(live[0], live.sum(axis=0), total[0], total.sum(axis=0), width=width, days=days, known=known)
    parts = [hidden(each, width) for each in unseen or [None] * len(tracks)]
    seen = [trailing(each, width) for each in live]
    whole = [made_whole(each, of) for each, of in zip(seen, parts, strict=True)]
    others, all_others = sum(seen[1:]), sum(whole[1:])
    return Voice(share=share, least=_share(seen[0], all_others), most=_share(whole[0], others))


def held(voice: Voice, usual: Mapping[int, float], *, points: float, up: bool, start: int) -> npt.NDArray[np.intp]:
    """Buckets from `start` on at which a move like those of `usual` may go on, as nobody can know what is unseen."""
    if not usual:
        return np.array([], np.intp)
    mean = sum(usual.values()) / len(usual)
    may = (voice.most - mean >= points) if up else (mean - voice.least >= points)
    may &= voice.most > voice.least
    may[:start] = False
    return np.flatnonzero(may)


def _share(ours: Floats, others: Floats | int) -> Floats:
    return np.asarray(ours / np.maximum(ours + others, 1), dtype=float)


def moved(voice: Voice, *, points: float, at_least: int, chance: float, start: int) -> dict[int, float]:
    """Buckets from `start` on whose share lies so far above or below the usual one, and that.

    It does so whatever is unseen. At least `at_least` live posts are compared, and a move like it is less probable than
    `chance`, the swings of earlier windows considered.
    """
    share = voice.share
    candidates = share.live_posts >= at_least
    candidates[: max(start, share.learnt)] = False
    found = {int(at): share.usual(int(at), 1, 2) for at in np.flatnonzero(candidates)}
    return {
        at: usual
        for at, usual in found.items()
        if (voice.least[at] - usual >= points or usual - voice.most[at] >= points)
        and _probability(share, at, usual) <= chance
    }


def _probability(share: Part, at: int, usual: float) -> float:
    """Of a share as far from the usual one, on that side."""
    posts = share.independent(at, usual, usual * (1 - usual))
    count = round(share.value(at) * posts)
    if share.value(at) > usual:
        return binomial_tail(count, posts, usual)
    return binomial_tail(posts - count, posts, 1 - usual)
