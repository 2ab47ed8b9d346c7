from __future__ import annotations

import numpy as np
import pytest

from rules.base import View
from rules.competitor import Competitor
from storage.records import Alert, Series
from tests.worlds.alerts import DAY, NOW, track

RULE = Competitor(name="r", scope="brand:rival", against=("acme", "other"))
WINDOW = 72


def fired(now: tuple[int, int, int], rule: Competitor = RULE, *, live: bool = True, days: int = 20) -> list[Alert]:
    """Weeks in which rival, acme and other got two, four and two posts an hour, then a window with these posts."""
    rng, tracks = np.random.default_rng(1), {}
    for series, rate, count in zip(rule.series, (2, 4, 2), now, strict=False):
        total = [*(int(n) for n in rng.poisson(rate / 12, days * DAY)), *[0] * (WINDOW - 1), count]
        tracks[series] = track(total, live=total if live else [0] * len(total))
    return list(rule.check(View(tracks=tracks, fresh=days * DAY + WINDOW - 1), NOW))


def test_a_burst_about_a_competitor_moves_volume_and_share() -> None:
    volume, share = fired((90, 24, 12))
    assert volume.summary.startswith("Competitor: 90 posts about rival in 6 hours")
    assert share.summary.startswith("Competitor: rival has 71\u202f% share of voice in 6 hours, usually 2")
    assert share.expected == pytest.approx(0.25, abs=0.02)
    assert volume.fingerprint != share.fingerprint


def test_when_everybody_is_talked_about_more_no_share_moves() -> None:
    (volume,) = fired((60, 120, 60))
    assert "share" not in volume.summary


def test_a_share_may_fall_without_the_competitor_doing_anything() -> None:
    (found,) = fired((12, 200, 12))
    assert found.value == pytest.approx(12 / 224, abs=1e-4)
    assert "Below that since" in found.reasons[-1]
    upward = RULE.model_copy(update={"direction": "up"})
    assert not fired((12, 200, 12), upward)


def test_few_posts_and_imports_move_nothing() -> None:
    assert not fired((6, 2, 1))
    assert not fired((90, 24, 12), live=False)
    assert not [one for one in fired((90, 24, 12), days=2) if "share" in one.summary]


def test_ordinary_weeks_move_nothing() -> None:
    rng = np.random.default_rng(4)
    tracks = {series: track(list(rng.poisson(0.3, 35 * DAY))) for series in RULE.series}
    assert not list(RULE.check(View(tracks=tracks, fresh=3 * DAY), NOW))


def test_without_brands_to_compare_only_volume_counts() -> None:
    alone = Competitor(name="r", scope="brand:rival")
    assert alone.series == (Series("brand:rival"),)
    (found,) = fired((90, 0, 0), alone)
    assert "90 posts" in found.summary
