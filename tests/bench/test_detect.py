"""What the detectors' benchmark shows holds in small: ratios of one run, never seconds."""

from __future__ import annotations

from time import process_time

import numpy as np

from rules.crisis import Crisis
from tests.bench.detect import evaluate, made


def _spent(counts: np.ndarray) -> float:
    """Processor seconds of the quickest of three runs."""
    runs = []
    for _ in range(3):
        started = process_time()
        evaluate(Crisis, counts)
        runs.append(process_time() - started)
    return min(runs)


def test_it_costs_the_same_however_many_posts_there_are() -> None:
    counts = made(brands=6)
    evaluate(Crisis, counts)
    assert _spent(counts * 1000) < 5 * _spent(counts)


def test_the_bursts_that_were_put_in_are_found_and_little_else() -> None:
    counts = made(brands=20)
    assert 0 < evaluate(Crisis, counts) <= 1.5 * len(counts.reshape(-1, counts.shape[-1])) / 10
