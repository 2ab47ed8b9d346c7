from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from rules.detect import windows
from rules.detect.habit import usual
from rules.detect.windows import DAY, around, by_rows, days_before, delayed, exponential_mean, trailing

COUNTS = arrays.arrays(np.int64, st.integers(1, 60), elements=st.integers(0, 100))


@given(COUNTS, st.integers(1, 70))
def test_trailing_sums_the_last_buckets(counts: np.ndarray, width: int) -> None:
    expected = [counts[max(0, at - width + 1) : at + 1].sum() for at in range(len(counts))]
    np.testing.assert_allclose(trailing(counts, width), expected)


@given(COUNTS, st.integers(0, 70))
def test_around_sums_both_sides(counts: np.ndarray, reach: int) -> None:
    expected = [counts[max(0, at - reach) : at + reach + 1].sum() for at in range(len(counts))]
    np.testing.assert_allclose(around(counts, reach), expected)


@pytest.mark.parametrize("size", [0, 1, DAY, 3 * DAY + 5, 20 * DAY])
@pytest.mark.parametrize("days", [1, 14])
def test_days_before_sums_the_same_time_of_earlier_days(size: int, days: int) -> None:
    values = np.random.default_rng(1).poisson(3, size)
    expected = [sum(values[at - DAY * d] for d in range(1, days + 1) if at >= DAY * d) for at in range(size)]
    np.testing.assert_allclose(days_before(values, days), expected)


def test_exponential_mean_is_the_weighted_mean_of_the_past_across_its_blocks() -> None:
    values, days = np.random.default_rng(1).random((2, 300)), 0.05
    decay = np.exp(-1 / (days * DAY))
    for at in (0, 1, 114, 115, 116, 299):
        weights = decay ** np.arange(at, -1, -1)
        expected = (values[:, : at + 1] * weights).sum(axis=1) / weights.sum()
        np.testing.assert_allclose(exponential_mean(values, days)[:, at], expected)


def test_delayed_by_more_than_there_is_leaves_nothing() -> None:
    np.testing.assert_array_equal(delayed(np.ones(3), 5), np.zeros(3))
    np.testing.assert_array_equal(delayed(np.array([1.0, 2, 3]), 1), [0, 1, 2])


def test_rows_are_handled_a_few_at_a_time_without_anybody_noticing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "ROWS", 2)
    values = np.random.default_rng(1).random((5, 3, 10))
    np.testing.assert_array_equal(by_rows(lambda rows: np.cumsum(rows, axis=-1), values), np.cumsum(values, axis=-1))


def test_the_same_weekday_counts_three_times() -> None:
    values = np.repeat(np.arange(15.0), DAY)
    expected = (sum(range(14)) + 2 * (7 + 0)) / (14 + 2 * 2)
    assert usual(values, reach=0)[-1] == pytest.approx(expected)
    assert np.isnan(usual(values)[: DAY - 36]).all()
