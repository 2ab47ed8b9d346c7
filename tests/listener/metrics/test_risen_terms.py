"""A word is told as risen, and by how much, by one statistic."""

from __future__ import annotations

from collections import Counter
from math import inf
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.metrics.risen_terms import LEAST, against, ratio_interval, risen
from rules.counting.intervals import Z95
from rules.detect.terms import SURPRISE, surprise

COUNTS = st.integers(10, 500).flatmap(lambda posts: st.tuples(st.integers(0, posts), st.just(posts)))


@given(COUNTS, COUNTS)
def test_a_word_that_is_told_has_surely_risen_and_no_other_is(now: tuple[int, int], before: tuple[int, int]) -> None:
    found = risen(Counter(word=now[0]), now[1], Counter(word=before[0]), before[1])
    sure = surprise(*now, *before) >= SURPRISE and now[0] * before[1] > before[0] * now[1] and now[0] >= LEAST
    assert bool(found) == sure
    assert all(each.rise.value is not None and each.rise.value > 1 for each in found)


@given(COUNTS, COUNTS)
def test_at_no_change_it_is_the_statistic_that_chooses(now: tuple[int, int], before: tuple[int, int]) -> None:
    if now[0] + before[0]:
        assert against(1, *now, *before) == pytest.approx(surprise(*now, *before), abs=1e-6)


@given(COUNTS, COUNTS)
def test_the_ends_are_where_the_statistic_rejects(now: tuple[int, int], before: tuple[int, int]) -> None:
    if not now[0]:
        return
    low, high = ratio_interval(*now, *before)
    for end in (low, high):
        if end != inf:
            assert against(end, *now, *before) == pytest.approx(Z95**2, abs=1e-3)
    assert (high == inf) == (before[0] == 0)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    chance, held, runs, ratio = np.random.default_rng(5), 0, 2000, 3
    for _ in range(runs):
        now, before = int(chance.binomial(400, 0.09)), int(chance.binomial(400, 0.09 / ratio))
        low, high = ratio_interval(now, 400, before, 400)
        held += low <= ratio <= high
    assert held / runs == pytest.approx(0.95, abs=0.015)


def test_a_word_that_is_new_has_no_upper_end() -> None:
    [found] = risen(Counter(recall=40), 100, Counter(), 100)
    assert (found.rise.high, found.posts) == (None, 40)
    assert found.rise.value == pytest.approx(20.7, abs=0.1)


@pytest.mark.parametrize("counts", [(5000, 300_000, 3000, 300_000), (40, 5000, 2, 20_000), (12, 60, 0, 3000)])
def test_the_ends_are_found_in_few_steps(counts: tuple[int, int, int, int]) -> None:
    with patch("listener.metrics.risen_terms.against", side_effect=against) as asked:
        ratio_interval(*counts)
    assert asked.call_count <= 24
