"""What both detectors promise, and what they are for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.detect import crisis, unusual
from rules.detect.windows import DAY

Detector = Callable[..., np.ndarray]
BOTH = pytest.mark.parametrize("detect", [crisis, unusual])
START = np.datetime64("2026-01-01T00:00:00", "s")


def times(size: int) -> np.ndarray:
    return START + np.arange(size) * np.timedelta64(300, "s")


def week(days: int = 28, rate: float = 2.0, seed: int = 1) -> np.ndarray:
    """Counts with a day and a night."""
    rng, at = np.random.default_rng(seed), np.arange(days * DAY)
    return np.asarray(rng.poisson(rate * (1 + 0.8 * np.sin(2 * np.pi * at / DAY))))


def with_burst(counts: np.ndarray, at: int, size: int, length: int = 12) -> np.ndarray:
    raised = counts.copy()
    raised[at : at + length] += size
    return raised


@BOTH
@given(st.integers(0, 2**32 - 1), st.integers(0, 10 * DAY))
@settings(max_examples=20, deadline=None)
def test_the_future_changes_no_score(detect: Detector, seed: int, cut: int) -> None:
    counts = np.random.default_rng(seed).negative_binomial(0.2, 0.02, 10 * DAY)
    whole, part = detect(times(len(counts)), counts), detect(times(cut), counts[:cut])
    np.testing.assert_allclose(whole[:cut], part, rtol=1e-6, atol=1e-9)


@BOTH
def test_many_series_at_once_are_each_judged_alone(detect: Detector) -> None:
    counts = np.stack([[week(9, rate, seed) for seed in range(5)] for rate in (0.01, 1, 50)])
    together = detect(times(counts.shape[-1]), counts)
    alone = [[detect(times(counts.shape[-1]), row) for row in rows] for rows in counts]
    np.testing.assert_allclose(together, alone)


@BOTH
@pytest.mark.parametrize("rate", [0.02, 0.5, 10, 1000])
def test_a_burst_stands_out_of_large_and_small_series(detect: Detector, rate: float) -> None:
    quiet = week(rate=rate)
    burst = with_burst(quiet, 25 * DAY, max(3, int(4 * rate)))
    before, after = detect(times(len(quiet)), quiet), detect(times(len(quiet)), burst)
    assert after[25 * DAY : 25 * DAY + 12].max() > 1.2 * before[7 * DAY :].max()


@BOTH
@pytest.mark.parametrize("counts", [[], [0], [7], [0] * 400, [5] * 20 * DAY])
def test_scores_are_always_numbers_and_constant_series_are_nothing_new(detect: Detector, counts: list[int]) -> None:
    found = detect(times(len(counts)), np.array(counts, dtype=int))
    assert found.shape == (len(counts),)
    assert np.isfinite(found).all()
    assert (found[2 * DAY :] < 0.3).all()


@BOTH
def test_a_gap_in_time_is_refused(detect: Detector) -> None:
    with pytest.raises(ValueError, match="every five minutes"):
        detect(np.delete(times(10), 4), np.ones(9, dtype=int))


def test_bursts_that_repeat_at_any_hour_become_habit() -> None:
    """The same burst is news on a calm series, and none where it comes on most days at some hour."""
    calm, restless = week(), week()
    rng = np.random.default_rng(5)
    for day in range(2, 24):
        restless = with_burst(restless, day * DAY + int(rng.integers(DAY - 12)), 15)
    news = [
        crisis(times(len(counts)), with_burst(counts, 25 * DAY + 50, 15))[25 * DAY + 50 : 25 * DAY + 70].max()
        for counts in (calm, restless)
    ]
    assert news[0] > 2
    assert news[1] < 0.6 * news[0]


def test_a_mail_of_every_noon_is_no_news() -> None:
    counts = week()
    for day in range(28):
        counts = with_burst(counts, day * DAY + 144, 20)
    assert crisis(times(len(counts)), counts)[15 * DAY :].max() < 1.1
