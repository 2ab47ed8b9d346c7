"""The words that rose are chosen by arrays, and are those that the metric chooses one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from listener.brands.wording import Wording
from listener.explore.columns import Values
from listener.metrics.risen_terms import risen

COUNTS = st.tuples(st.integers(0, 60), st.integers(0, 60) | st.just(0), st.integers(0, 9))
"""How many posts of three lots hold one word."""


@given(st.lists(COUNTS, min_size=1, max_size=30), st.integers(0, 300), st.integers(0, 300), st.integers(1, 4))
def test_the_words_that_rose_are_those_that_the_metric_chooses(
    counts: Sequence[tuple[int, int, int]], more_here: int, more_there: int, most: int
) -> None:
    known = Values()
    names = [f"word{known.code(f'word{number}')}" for number in range(len(counts))]
    here, one, few = (np.array(each, np.int32) for each in zip(*counts, strict=True))
    posts = [int(each.max()) + more for each, more in ((here, more_here), (one, more_there), (few, 0))]
    now, *others = (Wording(known, *each) for each in zip((here, one, few), posts, strict=True))
    before = dict(zip(names, (one + few).tolist(), strict=True))
    right = risen(dict(zip(names, here.tolist(), strict=True)), posts[0], before, sum(posts[1:]), most)
    assert now.risen(*others, most=most) == right
