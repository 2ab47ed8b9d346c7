"""What nobody could read is unknown: it is no calm to compare with, and its end is no news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.base import View
from rules.counting.counts import CountRule
from rules.crisis import Crisis
from rules.detect import crisis, unusual
from rules.detect.baseline import habit, usual
from rules.detect.farrington import expectation
from rules.detect.gaps import caught_up, filled, sighted, whole
from rules.unusual import Unusual
from rules.volume import Volume
from storage.records import Alert, Scope, Series
from tests.worlds.alerts import DAY, NOW, track, unknown

ACME = Series("brand:acme")
HOUR = 12
RULES = pytest.mark.parametrize(
    "rule",
    [kind(name="r", scope="brand:acme") for kind in (Crisis, Unusual, Volume)],
    ids=lambda rule: type(rule).__name__,
)


def weeks(days: int = 28, rate: float = 2.0) -> np.ndarray:
    at = np.arange(days * DAY)
    return np.random.default_rng(3).poisson(rate * (1 + 0.7 * np.sin(2 * np.pi * at / DAY)))


def away(counts: np.ndarray, *stretches: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Counts with nothing in these stretches (buckets before the end), and where that was."""
    silent, blind = counts.copy(), np.zeros(len(counts), bool)
    for first, end in stretches:
        silent[len(counts) - first : len(counts) - end] = 0
        blind[len(counts) - first : len(counts) - end] = True
    return silent, blind


def fired(rule: CountRule, counts: np.ndarray, blind: np.ndarray | None, days: int = 2) -> list[Alert]:
    view = View(tracks={ACME: track(list(counts))}, fresh=len(counts) - days * DAY, blind=unknown(blind))
    return list(rule.check(view, NOW))


@RULES
def test_a_source_that_comes_back_is_no_news(rule: CountRule) -> None:
    """A week's nights and days of nothing, then as much as ever: a fortnight's mean would have halved."""
    counts, blind = away(weeks(), *((day * DAY, (day - 1) * DAY + 30) for day in range(2, 9)))
    assert not fired(rule, counts, blind)


@RULES
def test_a_pile_of_undated_posts_at_the_return_is_no_news(rule: CountRule) -> None:
    counts = weeks()
    silent, blind = away(counts, (8 * HOUR, HOUR))
    silent[-HOUR - 1] = counts[blind].sum()
    assert fired(rule, silent, None)
    assert not fired(rule, silent, blind)


@RULES
def test_a_real_rise_while_one_of_the_sources_is_away_is_told_and_says_so(rule: CountRule) -> None:
    counts, blind = weeks(), np.zeros(28 * DAY, bool)
    counts[-HOUR:] += 25
    blind[-HOUR * 3 : -HOUR // 2] = True
    (found,) = fired(rule, counts, blind, days=1)
    assert found.value > 200
    assert any("Could not be read: feed" in reason for reason in found.reasons)
    assert "ould not be read" not in " ".join(fired(rule, counts, None, days=1)[0].reasons)


@pytest.mark.parametrize("detect", [crisis, unusual])
def test_knowing_all_changes_no_score(detect: Callable[..., np.ndarray]) -> None:
    counts = weeks(20)
    times = np.datetime64("2026-01-01", "s") + np.arange(len(counts)) * np.timedelta64(300, "s")
    np.testing.assert_allclose(detect(times, counts, np.ones(len(counts), bool)), detect(times, counts), atol=1e-12)


@pytest.mark.parametrize("detect", [crisis, unusual])
def test_the_future_of_a_source_changes_no_score(detect: Callable[..., np.ndarray]) -> None:
    counts, blind = away(weeks(20), (9 * DAY, 8 * DAY), (3 * DAY, 2 * DAY))
    times = np.datetime64("2026-01-01", "s") + np.arange(len(counts)) * np.timedelta64(300, "s")
    whole_, cut = detect(times, counts, ~blind), 12 * DAY
    np.testing.assert_allclose(whole_[:cut], detect(times[:cut], counts[:cut], ~blind[:cut]), rtol=1e-6, atol=1e-9)


def test_what_is_usual_does_not_fall_with_an_outage() -> None:
    counts = weeks()
    silent, blind = away(counts, *((day * DAY, (day - 1) * DAY + 100) for day in range(2, 6)))
    usual, fallen = expectation(counts.astype(float), HOUR).mean[-1], expectation(silent.astype(float), HOUR).mean[-1]
    assert fallen < 0.9 * usual
    assert expectation(silent.astype(float), HOUR, ~blind).mean[-1] == pytest.approx(usual, rel=0.06)
    one = track(list(silent))
    assert habit(one, HOUR, 14, whole(~blind, HOUR))[1][-1] == pytest.approx(usual, rel=0.1)


@pytest.mark.parametrize("known", [False, True])
def test_some_buckets_are_judged_as_all_of_them_are(known: bool) -> None:
    counts, blind = away(weeks(), (6 * DAY, 4 * DAY), (2 * DAY, DAY + 40))
    at = np.array([0, 3 * DAY, 20 * DAY + 7, 27 * DAY, 28 * DAY - 1])
    mask = None if known else ~blind
    every, some = (usual(track(list(counts)), HOUR, 14, mask, wanted) for wanted in (None, at))
    assert every[0][at].max() == 14
    for whole_, part in zip(every, some, strict=True):
        np.testing.assert_array_equal(whole_[at], part)


def test_a_source_that_is_away_every_night_leaves_the_others_as_a_measure() -> None:
    """Nothing certain is known of nights: what came then is what is usual, and not half a post."""
    counts, nights = weeks(rate=1.0), np.arange(28 * DAY) % DAY < 8 * HOUR
    shifted = np.roll(nights, -4 * HOUR)
    assert not fired(Crisis(name="r", scope="brand:acme"), counts, shifted, days=7)
    assert not fired(Volume(name="r", scope="brand:acme"), counts, shifted, days=7)


def test_a_past_that_is_mostly_unknown_counts_as_it_came() -> None:
    one = track([1] * 100)
    assert sighted(one, np.arange(100) > 40.0) is None
    assert sighted(one, None) is None
    known = sighted(one, np.arange(100) > 80)
    assert known is not None
    assert known.sum() == 81


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=1, max_size=60))
def test_catching_up_moves_posts_and_loses_none(buckets: list[tuple[int, bool]]) -> None:
    counts, blind = [count for count, _ in buckets], np.array([flag for _, flag in buckets])
    before = track(counts)
    after = caught_up(before, blind)
    assert after.total.sum() == before.total.sum()
    np.testing.assert_array_equal(after.total[~blind], before.total[~blind])
    np.testing.assert_array_equal(before.total, counts)


@RULES
@pytest.mark.parametrize("share", [0.1, 0.3, 0.45, 0.7, 0.95])
def test_a_blind_source_and_its_return_alarm_nobody(rule: CountRule, share: float) -> None:
    """Whatever part of the posts it brings: away for eight hours, again and again, and then there as ever."""
    counts, part = weeks(), np.zeros(28 * DAY)
    kept = np.random.default_rng(5).binomial(counts, 1 - share)
    for day in (1, 2, 4, 5, 9):
        part[-day * DAY : -day * DAY + 8 * HOUR] = share
    assert not fired(rule, np.where(part > 0, kept, counts), part, days=10)


@RULES
@pytest.mark.parametrize("share", [0.1, 0.4])
def test_what_goes_on_is_not_over_as_a_source_is_blind(rule: CountRule, share: float) -> None:
    """The rise just stays above its bound; without the blind source's part it would not be."""
    counts, part = weeks(), np.zeros(28 * DAY)
    counts[-8 * HOUR :] += 40
    part[-4 * HOUR :] = share
    (found,) = fired(rule, np.where(part > 0, (counts * (1 - share)).astype(int), counts), part, days=1)
    assert found.ends_at > NOW


@RULES
def test_a_rise_is_held_while_nothing_can_be_seen_and_no_longer(rule: CountRule) -> None:
    counts, part = weeks(), np.zeros(28 * DAY)
    counts[-12 * HOUR : -10 * HOUR] += 40
    counts[-10 * HOUR : -4 * HOUR] = 0
    part[-10 * HOUR : -4 * HOUR] = 1.0
    assert max(each.ends_at for each in fired(rule, counts, part)) >= NOW - timedelta(hours=4)
    assert max(each.ends_at for each in fired(rule, counts, None)) < NOW - timedelta(hours=5)


def test_a_rise_among_the_others_is_no_pile_of_the_source_that_is_away() -> None:
    """The newest bucket is always the last of what is blind now."""
    counts, part = weeks(), np.zeros(28 * DAY)
    part[-20 * HOUR :] = 0.1
    counts[-1] += 400
    (found,) = fired(Crisis(name="r", scope="brand:acme"), counts, part, days=1)
    assert found.value > 300


def test_the_others_stand_for_a_small_part_that_is_missing() -> None:
    one, part = track([10] * 20), np.zeros(20)
    part[5:9], part[12] = 0.2, 0.9
    after = filled(one, part)
    assert list(after.total[4:10]) == [10, 12, 13, 12, 13, 10]
    assert (after.total[12], after.live.sum()) == (10, 200)
    known = sighted(one, part)
    assert known is not None
    assert list(np.flatnonzero(~known)) == [12]


def test_another_scope_is_untouched() -> None:
    counts, part = weeks(), np.zeros(28 * DAY)
    counts[-HOUR:] += 25
    part[-HOUR * 3 :] = 1.0
    view = View(tracks={ACME: track(list(counts))}, fresh=len(counts) - DAY, blind=unknown(part, Scope.brand("other")))
    (found,) = Crisis(name="r", scope="brand:acme").check(view, NOW)
    assert "ould not be read" not in " ".join(found.reasons)


def test_learning_goes_on_after_days_that_nobody_could_read() -> None:
    counts = [1] * 4 * DAY
    blind = np.zeros(len(counts), bool)
    blind[DAY : 2 * DAY + HOUR] = True
    rule = Crisis(name="r", scope="brand:acme", cooldown=timedelta(hours=1))
    one = replace(track([*counts[:-1], 60]), known_since=None)
    view = View(tracks={ACME: replace(one, known_since=one.start)}, fresh=len(counts) - 1, blind=unknown(blind))
    (found,) = rule.check(view, NOW)
    assert "1 day to go" in found.reasons[1]
