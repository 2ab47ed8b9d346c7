from __future__ import annotations

import numpy as np
import pytest

from rules.base import View
from rules.negative_share import NegativeShare
from storage.records import Alert
from tests.worlds.alerts import DAY, NOW, track

RULE = NegativeShare(name="r", scope="brand:acme")
WINDOW = 36


def fired(
    negative: int, others: int, *, usual: float = 0.2, rule: NegativeShare = RULE, live: bool = True
) -> list[Alert]:
    """Two weeks in which a share of five posts an hour was negative, then a window with these posts."""
    rng, size = np.random.default_rng(1), 20 * DAY
    past = [rng.poisson(0.4 * usual, size), rng.poisson(0.2 * (1 - usual), size), rng.poisson(0.2 * (1 - usual), size)]
    tracks = {}
    for series, counts, now in zip(rule.series, past, (negative, others, 0), strict=True):
        total = [*(int(count) for count in counts), *[0] * (WINDOW - 1), now]
        tracks[series] = track(total, live=total if live else [0] * len(total))
    return list(rule.check(View(tracks=tracks, fresh=size + WINDOW - 1), NOW))


def test_a_share_that_turned_is_told_with_what_was_usual() -> None:
    (found,) = fired(30, 10)
    assert found.value == 0.75
    assert found.expected == pytest.approx(0.2, abs=0.03)
    assert found.summary == "75\u202f% of the posts about acme in 3 hours are negative"
    assert found.reasons[0].startswith("30 posts negative, of 40 with a tone")


@pytest.mark.parametrize(
    ("negative", "others", "usual"),
    [(9, 0, 0.2), (20, 30, 0.2), (30, 10, 0.7), (10, 8, 0.4)],
    ids=["too few", "too small a share", "always so", "may be chance"],
)
def test_what_is_small_usual_or_chance_is_not_told(negative: int, others: int, usual: float) -> None:
    assert not fired(negative, others, usual=usual)


def test_imported_posts_raise_nothing() -> None:
    assert not fired(30, 10, live=False)
