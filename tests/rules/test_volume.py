from __future__ import annotations

import re
from datetime import timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from rules.base import BUCKET, Rule, View
from rules.combined import Combined
from rules.competitor import Competitor
from rules.crisis import Crisis
from rules.detect.baseline import habit
from rules.risk import Risk
from rules.sentiment_drop import SentimentDrop
from rules.silence import SilenceRule
from rules.volume import Volume
from rules.wording.figures import figure, times
from storage.records import Alert, Series
from tests.worlds.alerts import DAY, NOW, series_view, track

ACME = Series("brand:acme")
RULE = Volume(name="r", scope="brand:acme")
HOUR = 12


def calm(days: int = 20, per_bucket: float = 0.5, seed: int = 1) -> list[int]:
    return list(np.random.default_rng(seed).poisson(per_bucket, days * DAY))


def fired(counts: list[int], rule: Volume = RULE, known: int | None = 0, fresh: int | None = None) -> list[Alert]:
    return list(rule.check(series_view(ACME, track(counts, known=known), fresh), NOW))


def test_a_burst_is_found_and_explained() -> None:
    counts = calm()
    counts[-3:] = [10, 20, 30]
    (found,) = fired(counts)
    assert found.value == sum(counts[-HOUR:])
    assert found.expected == pytest.approx(6, abs=1)
    assert found.starts_at == NOW - 2 * BUCKET
    assert found.ends_at == NOW + timedelta(hours=1)
    assert found.lasting
    assert "usually" in found.summary
    assert " posts in the hour up to " in found.reasons[0]
    assert "judging by 14 earlier days" in found.reasons[1]


def test_ordinary_weeks_are_silent() -> None:
    assert not fired(calm(days=35), fresh=0)


def test_a_daily_peak_is_no_news_but_the_same_count_at_night_is() -> None:
    daily = [20 if 12 * HOUR <= n % DAY < 14 * HOUR else 0 for n in range(20 * DAY)]
    assert not fired(daily, fresh=DAY * 4)
    shifted = daily[: -6 * HOUR] + [20] * HOUR + [0] * 5 * HOUR
    (found,) = fired(shifted, fresh=DAY * 19)
    assert found.value == 20 * HOUR


def test_small_numbers_are_judged_exactly() -> None:
    """Three posts a day: ten in an hour cannot be chance; four may be, and are below `at_least` anyway."""
    rare = [1 if n % 96 == 0 else 0 for n in range(20 * DAY)]
    assert fired([*rare[:-2], 5, 5])
    assert not fired([*rare[:-2], 2, 2])
    assert not fired([*rare[:-2], 2, 2], Volume(name="r", scope="brand:acme", at_least=20))


def test_days_that_differ_much_from_each_other_need_more() -> None:
    steady, wild = [2] * 20 * DAY, [(0, 4)[n // DAY % 2] for n in range(20 * DAY)]
    assert fired([*steady[:-HOUR], *[7] * HOUR])
    assert not fired([*wild[:-HOUR], *[7] * HOUR])


def test_sensitivity_in_words_and_numbers() -> None:
    counts = [2] * 20 * DAY + [5] * HOUR
    results = {s: bool(fired(counts, Volume(name="r", scope="brand:acme", sensitivity=s))) for s in ("fewer", "more")}
    assert results == {"fewer": False, "more": True}
    assert fired(counts, Volume.model_validate({"name": "r", "scope": "brand:acme", "sensitivity": 2.4}))
    assert not fired(counts, Volume.model_validate({"name": "r", "scope": "brand:acme", "sensitivity": 2.6}))


def test_while_learning_only_a_safe_absolute_number_fires_and_says_so() -> None:
    counts = [0] * 2 * DAY + [1] * DAY
    assert not fired([*counts, 15], known=2 * DAY)
    (found,) = fired([*counts, 40], known=2 * DAY)
    assert found.expected is None
    assert any("learning" in reason and "3 days to go" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        (Volume(name="r", at_least=7), "In the first 3 days 21 posts in 1 hour raise an alert"),
        (Volume(name="r", at_least=4, window=timedelta(hours=2), measure="authors"), "12 authors in 2 hours raise"),
        (Crisis(name="r"), "30 posts in 1 hour raise an alert, after the first day only if they are 3 times the most"),
        (Competitor(name="r", against=("Bolt",)), "60 posts in 6 hours raise an alert"),
        (Competitor(name="r", against=("Bolt",)), "share of voice it says nothing in the first 3 days"),
        (SentimentDrop(name="r"), "Silent in the first 3 days."),
        (SilenceRule(name="r"), "Silent in the first week."),
        (Combined(name="r", scope="brand:acme"), "volume: In the first 3 days 30 posts in 1 hour"),
    ],
)
def test_a_rule_says_what_it_asks_while_it_learns(rule: Rule, asked: str) -> None:
    assert asked in rule.learning


def test_what_is_said_of_learning_is_what_is_done() -> None:
    """One post below what the sentence asks is silent; that many are told."""
    asked = int(re.search(r"(\d+) posts", RULE.learning)[1])
    assert [len(fired([0, number], known=0)) for number in (asked - 1, asked)] == [0, 1]


def test_a_rule_that_always_asks_the_same_says_nothing_of_learning() -> None:
    assert not Risk(name="r").learning


def test_an_import_raises_nothing_but_is_known_as_habit() -> None:
    imported = track([*calm(), 100], live=[0] * (20 * DAY + 1))
    assert not list(RULE.check(series_view(ACME, imported), NOW))
    busy = [10] * 20 * DAY + [10] * HOUR
    assert not list(RULE.check(series_view(ACME, track(busy, live=[0] * 20 * DAY + [10] * HOUR)), NOW))


def test_a_bucket_judged_before_says_nothing_until_a_late_post_makes_it_fresh() -> None:
    counts = calm()
    counts[-60] = 40
    assert not fired(counts, fresh=len(counts) - 1)
    (found,) = fired(counts, fresh=len(counts) - 60)
    assert found.starts_at == NOW - 60 * BUCKET
    assert found.ends_at == NOW - 48 * BUCKET + timedelta(hours=1)


def test_an_alert_that_goes_on_keeps_its_beginning_and_its_peak() -> None:
    counts = calm()
    counts[-30:] = [10] * 30
    counts[-15] = 100
    (found,) = fired(counts)
    assert found.starts_at < NOW - 27 * BUCKET
    assert found.value >= 200


def test_two_bursts_of_one_back_test_are_two_alerts() -> None:
    counts = calm()
    counts[-DAY], counts[-5] = 60, 60
    first, second = fired(counts, fresh=0)
    assert first.ends_at < second.starts_at
    assert first.fingerprint == second.fingerprint


def test_a_longer_future_changes_no_judgement() -> None:
    counts = track([*calm(per_bucket=3), *[50] * DAY])
    part = track(list(counts.total[: 18 * DAY]))
    whole, cut = habit(counts, HOUR, 14), habit(part, HOUR, 14)
    for long, short in zip(whole, cut, strict=True):
        np.testing.assert_allclose(long[: 18 * DAY], short)


@pytest.mark.parametrize("counts", [[], [0], [5], [0] * DAY])
def test_short_and_empty_series_are_no_problem(counts: list[int]) -> None:
    assert not fired(counts, fresh=0)
    assert not fired(counts, fresh=0, known=None)


def test_a_series_that_is_missing_says_nothing() -> None:
    assert not list(RULE.check(series_view(Series("all"), track([100])), NOW))


@pytest.mark.parametrize(
    "wrong",
    [{"window": timedelta(minutes=7)}, {"window": timedelta(0)}, {"window": timedelta(days=2)}, {"sensitivity": 0.5}],
)
def test_impossible_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="write"):
        Volume.model_validate({"name": "r", **wrong})


def test_a_number_is_the_same_wherever_it_is_said() -> None:
    for seed in range(20):
        counts = calm(per_bucket=0.04 + seed / 30, seed=seed)
        counts[-3:] = [10, 20, 31]
        (found,) = fired(counts)
        assert found.summary.endswith(f", usually {figure(found.expected)}")
        assert f"{figure(found.expected)}, mostly" in found.reasons[1]
        assert f"That is {figure(times(found.value, found.expected))} times" in found.reasons[2]


def test_a_count_that_falls_is_told_as_it_stands_with_its_peak() -> None:
    counts = calm()
    counts[-HOUR - 2 : -HOUR] = [60, 1]
    (found,) = fired(counts, fresh=len(counts) - 6)
    assert found.latest == sum(counts[-HOUR:]) < found.value
    assert found.now.startswith(f"Now {figure(found.latest)} posts about acme in 1 hour, peak {figure(found.value)}")
    assert found.summary.startswith(f"{figure(found.value)} posts about acme in 1 hour, usually ")


def test_at_its_peak_there_is_nothing_else_to_say() -> None:
    counts = calm()
    counts[-1] = 60
    (found,) = fired(counts)
    assert (found.latest, found.now) == (found.value, "")


TONES = [Series("brand:acme", f"tone:{label}") for label in ("positive", "negative")]


@pytest.mark.parametrize(
    ("positive", "negative", "severity"),
    [
        (50, 0, 2),
        (50, 10, 2),
        (45, 15, 1),  # too many are angry
        (25, 0, 1),  # most are not read: nobody knows
        (9, 0, 1),
        (0, 50, 1),
    ],
)
def test_praise_is_one_severity_lower(positive: int, negative: int, severity: int) -> None:
    counts = [0] * (20 * DAY)
    counts[-1] = 60
    tracks = {ACME: track(counts)}
    for series, read in zip(TONES, (positive, negative), strict=True):
        tracks[series] = track([*counts[:-1], read])
    view = View(tracks=tracks, fresh=len(counts) - 1)
    (found,) = RULE.model_copy(update={"severity": 1}).check(view, NOW)
    assert found.severity == severity
    assert (severity == 2) == any("So it wakes nobody, which `praise = true` would" in why for why in found.reasons)
    (asked,) = RULE.model_copy(update={"severity": 1, "praise": True}).check(view, NOW)
    assert asked.severity == 1
    (lesser,) = RULE.model_copy(update={"severity": 2}).check(view, NOW)
    assert lesser.severity == 2
    (both,) = Combined(name="c", scope="brand:acme", of="any", severity=1).check(view, NOW)
    assert both.severity == severity


def test_the_bucket_that_is_under_way_is_told_up_to_now() -> None:
    counts = calm()
    counts[-1] = 60
    view = series_view(ACME, track(counts))
    (found,) = RULE.check(view, NOW - timedelta(minutes=2))
    assert "up to 20 Mar 11:58 UTC." in found.reasons[0]
