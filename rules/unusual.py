"""Rule `unusual`: notes an hour far above the same time of day of the two weeks before."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from rules.base import BUCKET, Track, rule
from rules.counts import DAY, CountRule, Judgement, known_from
from rules.detect import unusual
from rules.detect.windows import Floats
from rules.hourly import hourly, scores

LEAST = 3.0
BLOCK = DAY // 4
MEMORY = 28 * 4
WARM = 7 * 4


@rule("unusual")
class Unusual(CountRule):
    """Alerts when the posts of an hour lie far above what the same time of day brought (Farrington's method).

    The bound is set for each series by its own past, so that about `per_week` alerts a week come: good for a page or a
    digest. Also `at_least` posts must have come and chance must not explain them (less than 1 in 10,000). While fewer
    than three days are known it is learning, and only three times `at_least` raises an alert.
    """

    per_week: float = Field(1.0, gt=0, le=20, description="About how many alerts a week are welcome")

    def judge(self, track: Track) -> Judgement:
        found = scores(track, unusual)
        return hourly(track, found >= calibrated(found, self.per_week, _phase(track), known_from(track)))

    def why(self, judged: Judgement, peak: int) -> str:
        deviations = (judged.seen[peak] - judged.mean[peak]) / np.sqrt(judged.variance[peak])
        return (
            f"That is {deviations:.1f} standard deviations above it, more than this series shows "
            f"{self.per_week:g} times a week."
        )


def calibrated(scores: Floats, per_week: float, phase: int, known: int) -> Floats:
    """The score that was reached `per_week` times a week in the four weeks before each six-hour block; at least 3.

    `phase` is how many buckets of the first block lie before the scores; `known` the index of the first known bucket.
    Until a week is known the bound is 3.
    """
    blocks = -(-(phase + len(scores)) // BLOCK)
    padded = np.full(blocks * BLOCK, 0.0)
    padded[phase : phase + len(scores)] = scores
    peaks = padded.reshape(blocks, BLOCK).max(axis=1)
    first = (phase + known) // BLOCK
    bounds = np.full(blocks, LEAST)
    for block in range(first + WARM, blocks):
        past = np.sort(peaks[max(first, block - MEMORY) : block])[::-1]
        allowed = min(len(past), max(1, round(per_week * len(past) / WARM)))
        bounds[block] = max(LEAST, past[allowed - 1])
    return np.asarray(np.repeat(bounds, BLOCK)[phase : phase + len(scores)], dtype=float)


def _phase(track: Track) -> int:
    """Buckets between the last full six hours of the day and the track's start: blocks stay put as the track moves."""
    midnight = track.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return ((track.start - midnight) // BUCKET) % BLOCK
