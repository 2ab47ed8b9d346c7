from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.detect.tails import band, binomial_tail, bound, tail


def test_poisson_tail_is_the_textbook_sum() -> None:
    direct = 1 - sum(math.exp(-3) * 3**k / math.factorial(k) for k in range(5))
    assert tail(5, 3, 3) == pytest.approx(direct)


def test_negative_binomial_tail_of_a_geometric_distribution() -> None:
    """Variance mean + mean² is the geometric distribution: P(X >= n) = (mean / (1 + mean))^n."""
    assert tail(4, 2, 6) == pytest.approx((2 / 3) ** 4)


@given(st.floats(0.01, 500), st.floats(1, 20), st.sampled_from([0.1, 1e-3, 1e-6]))
def test_bound_is_the_first_count_that_is_improbable_enough(mean: float, spread: float, chance: float) -> None:
    most = bound(mean, mean * spread, chance)
    assert tail(most, mean, mean * spread) <= chance * (1 + 1e-6)
    assert most == 1 or tail(most - 1, mean, mean * spread) > chance * (1 - 1e-6)


@pytest.mark.parametrize("chance", [0.9, 0.025, 1e-9])
@pytest.mark.parametrize(("mean", "spread"), [(101, 1), (2500.5, 1.07), (2500.5, 24.9), (9000, 1), (4000, 35)])
def test_a_bound_far_from_0_is_that_of_the_whole_sum(mean: float, spread: float, chance: float) -> None:
    most = bound(mean, mean * spread, chance)
    assert tail(most, mean, mean * spread) <= chance * (1 + 1e-4) < tail(most - 1, mean, mean * spread) * (1 + 2e-4)


@pytest.mark.parametrize("count", [0, -1])
def test_no_post_at_all_is_certain(count: int) -> None:
    assert tail(count, 1, 1) == 1


def test_large_numbers_do_not_overflow() -> None:
    assert tail(1_000_000, 1000, 5000) == 0
    assert tail(900_000, 1_000_000, 1_000_000) == pytest.approx(1)


def test_binomial_tail_is_the_textbook_sum() -> None:
    direct = sum(math.comb(10, k) * 0.3**k * 0.7 ** (10 - k) for k in range(6, 11))
    assert binomial_tail(6, 10, 0.3) == pytest.approx(direct)
    assert binomial_tail(0, 10, 0.3) == 1
    assert binomial_tail(10, 10, 0.5) == pytest.approx(0.5**10)
    assert binomial_tail(90_000, 100_000, 0.5) == 0


@given(st.floats(0.01, 500), st.floats(1, 20))
def test_the_band_holds_most_counts(mean: float, spread: float) -> None:
    low, high = band(mean, mean * spread)
    inside = tail(int(low), mean, mean * spread) - tail(int(high) + 1, mean, mean * spread)
    assert low <= high
    assert inside >= 0.95 - 1e-6


@pytest.mark.parametrize("count", [900_000, 1_100_000, 1_500_000])
def test_large_counts_in_larger_units_are_never_surer(count: int) -> None:
    """Reach goes into millions: it is judged in thousands, as a normal distribution would or more carefully."""
    mean, deviation = 1_000_000.0, 100_000.0
    normal = 0.5 * math.erfc((count - mean) / deviation / math.sqrt(2))
    assert tail(count, mean, deviation**2) >= 0.8 * normal
    assert tail(count, mean, deviation**2) == pytest.approx(normal, abs=0.05)
