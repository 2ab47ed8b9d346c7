from __future__ import annotations

from itertools import product
from math import prod

import pytest

from rules.detect.tone import net_tail


@pytest.mark.parametrize(("negative", "positive"), [(0.2, 0.3), (0.5, 0.5), (0.01, 0.9)])
def test_the_distribution_of_net_sentiment_is_that_of_counting_all_cases(negative: float, positive: float) -> None:
    chance = {-1: negative, 0: 1 - negative - positive, 1: positive}
    for net in range(-6, 7):
        cases = (case for case in product(chance, repeat=6) if sum(case) <= net)
        assert net_tail(net, 6, negative, positive) == pytest.approx(sum(prod(map(chance.get, case)) for case in cases))


def test_it_holds_for_many_posts() -> None:
    assert net_tail(0, 20_000, 0.3, 0.3) == pytest.approx(0.5, abs=0.01)
    assert net_tail(-1_000, 20_000, 0.3, 0.3) < 1e-10
