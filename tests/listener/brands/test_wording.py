"""The words that rose are chosen by arrays, and are those that the metric chooses one by one."""

from __future__ import annotations

import numpy as np
import pytest

from listener.brands.wording import Wording
from listener.explore.columns import Values
from listener.metrics.risen_terms import risen


@pytest.mark.parametrize("seed", range(60))
def test_the_words_that_rose_are_those_that_the_metric_chooses(seed: int) -> None:
    chance, known = np.random.default_rng(seed), Values()
    names = [f"word{known.code(f'word{number}')}" for number in range(30)]
    often, part = chance.integers(1, 60, len(names)), chance.choice([0.1, 1])
    here, one, other = (chance.poisson(often * share).astype(np.int32) for share in (1 / part, part, 0.1))
    posts = [int(each.max()) + int(chance.integers(0, 300)) for each in (here, one, other)]
    now, *others = (Wording(known, *each) for each in zip((here, one, other), posts, strict=True))
    before = dict(zip(names, (one + other).tolist(), strict=True))
    for most in (1, 3, 20):
        right = risen(dict(zip(names, here.tolist(), strict=True)), posts[0], before, sum(posts[1:]), most)
        assert now.risen(*others, most=most) == right
