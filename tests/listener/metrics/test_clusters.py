"""Intervals that know of stories hold the truth as often as they say; those that do not know of them do not."""

from __future__ import annotations

from collections import Counter
from statistics import variance as plain_variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.metrics.clusters import Group, independent, normal_interval, share_interval, variance
from rules.counting.intervals import wilson

GROUP = st.integers(1, 20).flatmap(lambda size: st.tuples(st.integers(-size, size).map(float), st.just(size)))
GROUPS = st.lists(GROUP, min_size=1, max_size=30)
RUNS, STORIES = 1000, 150


def test_the_variance_by_hand() -> None:
    # The mean is 2/7; the sums stray from it by 5/7, -18/7, -2/7 and 15/7: 4/3 · 578/49 / 7².
    assert variance([(1, 1), (-2, 2), (0, 1), (3, 3)]) == pytest.approx(4 / 3 * 578 / 49 / 49)


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=2, max_size=50))
def test_where_nobody_copies_it_is_the_variance_of_a_mean(values: list[float]) -> None:
    expected = plain_variance(values) / len(values)
    assert variance([(value, 1) for value in values]) == pytest.approx(expected)


@given(GROUPS, st.integers(2, 9))
def test_copies_of_everything_tell_nothing_new(groups: list[Group], times: int) -> None:
    copied = [(value * times, size * times) for value, size in groups]
    assert normal_interval(copied, -1, 1) == pytest.approx(normal_interval(groups, -1, 1), abs=1e-7)


@given(GROUPS, st.integers(1, 5))
def test_groups_that_are_alike_may_be_told_once(groups: list[Group], times: int) -> None:
    counted = {group: times * many for group, many in Counter(groups).items()}
    assert variance(counted) == pytest.approx(variance(groups * times))
    assert normal_interval(counted, -20, 20) == pytest.approx(normal_interval(groups * times, -20, 20))


@given(GROUPS)
def test_an_interval_holds_the_mean_and_stays_in_its_bounds(groups: list[Group]) -> None:
    mean = sum(value for value, _ in groups) / sum(size for _, size in groups)
    low, high = normal_interval(groups, -1, 1)
    assert -1 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 1
    shares = [(abs(value), size) for value, size in groups]
    part = sum(value for value, _ in shares) / sum(size for _, size in shares)
    low, high = share_interval(shares)
    assert 0 <= low <= part + 1e-9
    assert part - 1e-9 <= high <= 1


def test_the_number_of_independent_mentions() -> None:
    assert independent([3, 1]) == pytest.approx(1.6)
    assert independent([2] * 10) == pytest.approx(10)
    assert independent([50]) == 1
    assert independent([]) == 0


def test_nothing_read_may_be_anything() -> None:
    assert normal_interval([], -1, 1) == (-1, 1)
    assert share_interval([]) == (0, 1)


@pytest.mark.parametrize("hits", [0, 40])
def test_one_story_told_forty_times_is_one_opinion(hits: int) -> None:
    assert share_interval([(hits, 40)]) == pytest.approx(wilson(hits / 40, 1))


@pytest.mark.parametrize(("share", "hits"), [(0, 0), (1, 2)])
def test_where_all_or_none_count_stories_are_counted(share: float, hits: int) -> None:
    assert share_interval([(hits, 2)] * 30) == pytest.approx(wilson(30 * share, 30))


def test_where_all_read_alike_as_many_may_read_otherwise_as_wilson_leaves() -> None:
    unseen = 1 - wilson(20, 20)[0]
    assert normal_interval([(1, 1)] * 20, -1, 1) == pytest.approx((1 - 2 * unseen, 1))
    assert normal_interval([(0, 1)] * 20, -1, 1) == pytest.approx((-unseen, unseen))
    assert normal_interval([(-3, 3)] * 20, -1, 1) == pytest.approx((-1, -1 + 2 * unseen))


def worlds(alike: float, chances: tuple[float, float, float]) -> np.ndarray:
    """Runs × stories × (positive, neutral, negative) mentions of each; so many of a story follow its first."""
    source = np.random.default_rng(7)
    sizes = source.geometric(1 / 3, (RUNS, STORIES))
    following = source.binomial(sizes, alike)
    firsts = source.multinomial(1, chances, (RUNS, STORIES))
    return firsts * following[..., None] + source.multinomial(sizes - following, chances)


def covered(intervals: list[tuple[float, float]], truth: float) -> float:
    return sum(low <= truth <= high for low, high in intervals) / len(intervals)


@pytest.mark.parametrize("alike", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("chances", [(0.3, 0.4, 0.3), (0.2, 0.6, 0.2), (0.15, 0.25, 0.6)])
def test_95_of_100_intervals_hold_the_truth(alike: float, chances: tuple[float, float, float]) -> None:
    runs = worlds(alike, chances)
    sizes = runs.sum(axis=2)
    net, negative = runs[..., 0] - runs[..., 2], runs[..., 2]
    groups = [list(zip(*run, strict=True)) for run in zip(net.tolist(), sizes.tolist(), strict=True)]
    assert 0.93 <= covered([normal_interval(each, -1, 1) for each in groups], chances[0] - chances[2]) <= 0.97
    groups = [list(zip(*run, strict=True)) for run in zip(negative.tolist(), sizes.tolist(), strict=True)]
    assert 0.93 <= covered([share_interval(each) for each in groups], chances[2]) <= 0.97


def test_intervals_that_take_copies_for_opinions_are_wrong() -> None:
    runs = worlds(1.0, (0.3, 0.4, 0.3)).sum(axis=1)
    n, hits = runs.sum(axis=1), runs[:, 2]
    assert covered([wilson(*run) for run in zip(hits.tolist(), n.tolist(), strict=True)], 0.3) < 0.8
