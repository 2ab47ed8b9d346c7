from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from rules.base import View
from rules.sentiment_drop import SentimentDrop
from storage.records import Alert
from tests.worlds.alerts import DAY, NOW, track

RULE = SentimentDrop(name="r", scope="brand:acme")
WINDOW = 72


def fired(
    now: tuple[int, int, int],
    *,
    usual: tuple[float, float, float] = (0.2, 0.4, 0.4),
    swing: float = 0,
    days: int = 20,
    rule: SentimentDrop = RULE,
    live: bool = True,
) -> list[Alert]:
    """Days with five posts an hour of that mix (negative, neutral, positive), every second day worse by `swing`, then
    a window with these posts."""
    rng, size = np.random.default_rng(1), days * DAY
    odd = np.arange(size) // DAY % 2
    mix = (usual[0] + swing * odd, np.full(size, usual[1]), usual[2] - swing * odd)
    tracks = {}
    for series, share, count in zip(rule.series, mix, now, strict=True):
        total = [*(int(n) for n in rng.poisson(5 / 12 * share)), *[0] * (WINDOW - 1), count]
        tracks[series] = track(total, live=total if live else [0] * len(total))
    return list(rule.check(View(tracks=tracks, fresh=size + WINDOW - 1), NOW))


def test_a_fall_is_told_with_what_was_usual() -> None:
    (found,) = fired((40, 10, 10))
    assert found.value == -0.5
    assert found.expected == pytest.approx(0.2, abs=0.05)
    assert found.summary.startswith("Net sentiment about acme is -0.50 in 6 hours, usually +0.")
    assert found.reasons[0].startswith("60 posts with a tone")


@pytest.mark.parametrize(
    ("now", "usual", "swing"),
    [
        ((12, 4, 0), (0.2, 0.4, 0.4), 0),
        ((8, 8, 8), (0.2, 0.4, 0.4), 0),
        ((14, 4, 4), (0.45, 0.2, 0.35), 0),
        ((50, 5, 5), (0.8, 0.1, 0.1), 0),
        ((28, 20, 12), (0.1, 0.3, 0.6), 0.45),
        ((0, 0, 60), (0.2, 0.4, 0.4), 0),
    ],
    ids=["too few", "too small a fall", "may be chance", "always so", "swings like that anyway", "a rise"],
)
def test_what_is_small_usual_or_chance_is_not_told(
    now: tuple[int, int, int], usual: tuple[float, float, float], swing: float
) -> None:
    assert not fired(now, usual=usual, swing=swing)


def test_ordinary_weeks_are_silent() -> None:
    rng = np.random.default_rng(5)
    tracks = {series: track(list(rng.poisson(0.3, 35 * DAY))) for series in RULE.series}
    eager = SentimentDrop(name="r", scope="brand:acme", sensitivity="more")
    assert not list(eager.check(View(tracks=tracks, fresh=0), NOW))


def test_the_first_days_say_nothing() -> None:
    assert not fired((60, 0, 0), days=2)


def test_imported_posts_raise_nothing() -> None:
    assert not fired((40, 10, 10), live=False)


def test_sensitivity_in_words_and_numbers() -> None:
    results = {
        word: bool(fired((30, 18, 12), rule=RULE.model_validate({**RULE.model_dump(), "sensitivity": word})))
        for word in ("fewer", "balanced", "more", 0.7)
    }
    assert results == {"fewer": False, "balanced": True, "more": True, 0.7: False}


@pytest.mark.parametrize("fall", [0, 2.5])
def test_an_impossible_fall_is_refused(fall: float) -> None:
    with pytest.raises(ValidationError, match="write"):
        SentimentDrop.model_validate({"name": "r", "sensitivity": float(fall)})
