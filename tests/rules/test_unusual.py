from __future__ import annotations

import numpy as np

from rules.detect.calibration import BLOCK, calibrated
from rules.unusual import Unusual
from storage.records import Series
from tests.worlds.alerts import DAY, NOW, series_view, track

ACME = Series("brand:acme")


def restless(days: int, seed: int = 3) -> list[int]:
    """A series whose bursts come about once a day, at any hour."""
    rng = np.random.default_rng(seed)
    level = np.full(days * DAY, 2.0)
    for start in rng.choice(days * DAY, days):
        level[start : start + 12] *= rng.uniform(2, 6)
    return [int(count) for count in rng.poisson(level)]


def alerts_a_week(per_week: float) -> float:
    counts = restless(63)
    rule = Unusual(name="r", scope="brand:acme", per_week=per_week)
    views = (counts[(week - 5) * 7 * DAY : week * 7 * DAY] for week in range(5, 10))
    found = [list(rule.check(series_view(ACME, track(view), 28 * DAY), NOW)) for view in views]
    return float(np.mean([len(alerts) for alerts in found]))


def test_a_restless_series_keeps_to_its_budget() -> None:
    assert alerts_a_week(1) <= 2
    assert alerts_a_week(1) < alerts_a_week(4) <= 7


def test_an_hour_far_above_the_usual_is_explained() -> None:
    counts = [2] * 28 * DAY + [8] * 12
    (found,) = Unusual(name="r", scope="brand:acme").check(series_view(ACME, track(counts)), NOW)
    assert found.value == 96
    assert found.expected == 24
    assert found.severity == 3
    assert "standard deviations above it" in found.reasons[2]


def test_the_bound_of_a_block_stays_when_the_view_moves_on() -> None:
    scores = np.random.default_rng(1).gamma(2, 1, 30 * DAY)
    before = calibrated(scores, 1, 0, 0)
    for moved in (5, BLOCK + 5):
        after = calibrated(scores[moved:], 1, moved % BLOCK, 0)
        overlap = slice(29 * DAY, None)
        np.testing.assert_allclose(after[29 * DAY - moved :], before[overlap], rtol=0.2)


def test_until_a_week_is_known_the_bound_is_fixed() -> None:
    scores = np.full(20 * DAY, 9.0)
    bounds = calibrated(scores, 1, 0, 10 * DAY)
    assert (bounds[: 17 * DAY] == 3).all()
    assert (bounds[17 * DAY :] == 9).all()
