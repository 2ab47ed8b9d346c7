"""Net sentiment, (positive - negative) / assessed, against its own past, exact for small numbers of posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rules.base import Track
from rules.detect.drift import Part, part
from rules.detect.gaps import MOST, hidden
from rules.detect.judgement import known_from
from rules.detect.windows import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """Net sentiment at every bucket.

    Attributes:
        net: Positive less negative posts.
        strength: Positive and negative posts: those that are not neutral.
        unseen: The part of each window that could not be seen.
    """

    net: Part
    strength: Part
    unseen: Floats

    def fallen(self, *, fall: float, at_least: int, chance: float, start: int) -> dict[int, float]:
        """Buckets from `start` on that lie so far below the usual net sentiment, and that.

        That holds even if all that is unseen is positive. At least `at_least` live posts have a tone, and a fall like
        it is less probable than `chance`, the swings of earlier windows considered.
        """
        net = self.net
        # Nothing lies further above than +1, so most buckets cannot have fallen.
        candidates = (net.live_posts >= at_least) & (net.live <= (1 - fall) * net.live_posts)
        candidates[: max(start, net.learnt)] = False
        found = {int(at): net.usual(int(at), 0, 3) for at in np.flatnonzero(candidates)}
        return {
            at: usual
            for at, usual in found.items()
            if self._at_best(at) <= usual - fall and self._probability(at, usual) <= chance
        }

    def held(self, *, fall: float, low: Mapping[int, float], start: int) -> npt.NDArray[np.intp]:
        """Buckets from `start` on that may have fallen as well as those in `low`, as all that is unseen may be
        negative; or of which most is unseen."""
        if not low:
            return np.array([], np.intp)
        worst = (1 - self.unseen) * self.net.live / np.maximum(self.net.live_posts, 1) - self.unseen
        may = (self.unseen > 0) & ((worst <= max(low.values()) - fall) | (self.unseen >= MOST))
        may[:start] = False
        return np.flatnonzero(may)

    def _at_best(self, at: int) -> float:
        part = float(self.unseen[at])
        return (1 - part) * self.net.value(at) + part

    def _probability(self, at: int, usual: float) -> float:
        strength = self.strength.usual(at, 2, 3)
        posts = self.net.independent(at, usual, strength - usual * usual)
        return net_tail(round(self.net.value(at) * posts), posts, (strength - usual) / 2, (strength + usual) / 2)


def tone(
    negative: Track, neutral: Track, positive: Track, *, width: int, days: int, unseen: Floats | None = None
) -> Tone:
    """From the tracks of the three labels; `unseen` is the part of each bucket that could not be seen."""
    tracks = (negative, neutral, positive)
    live, total = (np.array([getattr(track, name) for track in tracks], float) for name in ("live", "total"))
    known = min(map(known_from, tracks))

    def of(weights: tuple[int, int, int]) -> Part:
        sums = (weights @ live, live.sum(axis=0), weights @ total, total.sum(axis=0))
        return part(*sums, width=width, days=days, known=known)

    part_unseen = hidden(unseen, width)
    none = np.zeros(len(negative.total))
    return Tone(net=of((-1, 0, 1)), strength=of((1, 0, 1)), unseen=none if part_unseen is None else part_unseen)


def net_tail(net: int, posts: int, negative: float, positive: float) -> float:
    """P(positive less negative posts <= net) among so many, had each been negative and positive with these
    probabilities: exact, by the discrete Fourier transform of one post's distribution, raised to their number."""
    angles = 2j * np.pi * np.arange(2 * posts + 1) / (2 * posts + 1)
    one = negative * np.exp(angles) + (1 - negative - positive) + positive * np.exp(-angles)
    chances = np.fft.fftshift(np.real(np.fft.ifft(one**posts)))  # of the sums from -posts to +posts
    return float(np.clip(chances[: posts + net + 1].sum(), 0, 1))
