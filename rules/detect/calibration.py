"""The bound that a series' own past sets for its scores, so that a wanted number of alerts comes."""

from __future__ import annotations

import numpy as np

from rules.base import BUCKET, Track
from rules.detect.windows import DAY, Floats

LEAST = 3.0
BLOCK = DAY // 4
MEMORY = 28 * 4
WARM = 7 * 4


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


def phase(track: Track) -> int:
    """Buckets between the last full six hours of the day and the track's start: blocks stay put as the track moves."""
    midnight = track.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return ((track.start - midnight) // BUCKET) % BLOCK
