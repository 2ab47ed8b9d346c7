"""Back-tests: when a rule would have fired, from a real store, by its own code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from listener.trials.backtest import Backtest, past
from listener.trials.tuning import propose, tunable
from rules.author import AuthorRule
from rules.base import Rule
from rules.combined import Combined
from rules.keyword import Keyword
from rules.sentiment import Sentiment
from rules.silence import SilenceRule
from rules.volume import Volume
from storage.records import Author
from storage.store import Store
from tests.worlds.bursts import put, said_at, spoken
from tests.worlds.mentions import NOW, read_all

Filled = Callable[..., Store]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VOLUME = Volume(name="rise", scope="brand:Acme")


def replayed(store: Store, rule: Rule, days: int = 10, **options: Any) -> Backtest:
    return past(store, rule, days=days, now=NOW, **options).replay(rule)


def test_bursts_are_found_when_they_were_with_what_they_were(filled: Filled) -> None:
    store = filled()
    put(store, spoken(20 * 24, {30: 40, 100: 25}))
    found = replayed(store, VOLUME)
    assert len(found.firings) == 2
    assert [round((NOW - one.at) / HOUR) for one in found.firings] == [100, 30]
    assert found.firings[1].alert.value >= 40
    assert "usually" in found.firings[1].alert.summary
    assert found.days == 10
    assert found.per_week == pytest.approx(1.4)
    assert "counts by arrival are not kept" in found.basis
    assert "as posts arrive" not in found.basis
    grave = replayed(store, VOLUME.model_copy(update={"severity": 1}))
    assert "asked as posts arrive, which a back-test cannot do" in grave.basis
    assert [one.at for one in grave.firings] == [one.at for one in found.firings]


def test_a_back_test_is_what_the_rule_says_at_each_earlier_time(filled: Filled) -> None:
    """The same alerts as asking after each hour, as the service does."""
    store = filled()
    put(store, spoken(20 * 24, {30: 40, 31: 20, 100: 25, 200: 9}))
    whole = replayed(store, VOLUME)
    begins = [one.at for one in whole.firings]
    for one in whole.firings:
        before = past(store, VOLUME, days=10, now=one.at - timedelta(minutes=5)).replay(VOLUME)
        after = past(store, VOLUME, days=10, now=one.at).replay(VOLUME)
        assert one.at not in [each.at for each in before.firings]
        assert one.at in [each.at for each in after.firings]
    assert begins == sorted(begins)


def test_imports_raise_nothing_unless_asked_for(filled: Filled) -> None:
    store = filled()
    put(store, spoken(20 * 24, {30: 40}), live=False)
    assert not replayed(store, VOLUME).firings
    asked = replayed(store, VOLUME, imports=True)
    assert len(asked.firings) == 1
    assert "Imported" in asked.basis


def test_what_was_before_the_first_post_is_not_counted_as_quiet_weeks(filled: Filled) -> None:
    store = filled()
    put(store, spoken(4 * 24, {}))
    found = replayed(store, VOLUME, days=30)
    assert found.days == pytest.approx(4, abs=0.3)
    assert replayed(filled(), VOLUME).per_week == 0


def test_single_posts_of_one_matter_are_one_firing(filled: Filled) -> None:
    store = filled()
    minutes = [0, 20, 50, 300, 301]
    put(store, [said_at(n, NOW - DAY + timedelta(minutes=at)) for n, at in enumerate(minutes)])
    found = replayed(store, Keyword(name="k", scope="brand:Acme"))
    assert [one.alert.value for one in found.firings] == [3, 2]
    assert len(found.firings[0].alert.evidence) == 3
    assert "when they were collected" in found.basis


def test_single_posts_count_when_they_were_collected(filled: Filled) -> None:
    store = filled()
    late, later = timedelta(hours=5), timedelta(days=3)
    said = NOW - 6 * DAY
    put(store, [said_at(1, said, collected_at=said + late), said_at(2, said, collected_at=said + later)])
    rule = Keyword(name="k", scope="brand:Acme")
    (found,) = replayed(store, rule).firings
    assert found.at - said - late <= timedelta(minutes=5)
    assert found.alert.value == 1
    (both,) = replayed(store, rule, imports=True).firings
    assert both.alert.value == 2


def test_rules_about_readings_see_what_was_read(filled: Filled) -> None:
    store = filled()
    put(store, spoken(24, {}))
    read_all(store)
    bad, good = (Sentiment(name="s", scope="brand:Acme", label=label) for label in ("negative", "positive"))
    assert replayed(store, bad).firings
    assert not replayed(store, good).firings


def test_a_silence_is_found_once_over_midnight(filled: Filled) -> None:
    store = filled()
    loud = [said_at(n, NOW - 20 * DAY + n * timedelta(minutes=6)) for n in range(20 * 240)]
    put(store, [one for one in loud if not NOW - 3 * DAY < one.said_at < NOW - 2 * DAY])
    (found,) = replayed(store, SilenceRule(name="s", scope="brand:Acme")).firings
    assert found.alert.value == 0
    assert found.alert.ends_at - found.alert.starts_at > timedelta(hours=12)


def test_a_combined_rule_is_replayed_with_its_parts(filled: Filled) -> None:
    store = filled()
    put(store, spoken(20 * 24, {30: 40}))
    rule = Combined(name="c", scope="brand:Acme", rules=("rise",)).bound({"rise": VOLUME})
    assert len(replayed(store, rule).firings) == 1


def test_the_proposal_is_the_most_sensitive_that_keeps_to_the_wish(filled: Filled) -> None:
    store = filled()
    put(store, spoken(20 * 24, {20: 60, 60: 40, 100: 25, 140: 18, 180: 14, 220: 11}))
    stored = past(store, VOLUME, days=10, now=NOW)
    found = propose(stored, VOLUME, "sensitivity", per_week=2)
    assert found.welcome
    assert found.best.per_week <= 2
    assert all(trial.per_week > 2 for trial in found.tried if trial.per_week > found.best.per_week)
    assert any(trial.per_week > 2 for trial in found.tried)
    assert not found.keep
    again = Volume(name="rise", scope="brand:Acme", sensitivity=found.best.value)
    assert stored.replay(again).per_week == found.best.per_week


def test_a_rule_that_can_give_no_more_is_kept(filled: Filled) -> None:
    store = filled()
    put(store, spoken(20 * 24, {20: 400}))
    found = propose(past(store, VOLUME, days=10, now=NOW), VOLUME, "sensitivity", per_week=5)
    assert found.keep
    assert found.welcome


def test_a_wish_that_cannot_be_met_is_said(filled: Filled) -> None:
    store = filled()
    put(store, spoken(20 * 24, {20: 400}))
    found = propose(past(store, VOLUME, days=10, now=NOW), VOLUME, "sensitivity", per_week=0)
    assert not found.welcome
    assert found.best.value == max(trial.value for trial in found.tried)


def test_what_can_be_tuned() -> None:
    assert tunable(VOLUME) == "sensitivity"
    assert tunable(Sentiment(name="s")) == "probability"
    assert tunable(AuthorRule(name="a", names=("ada",), followers=0)) is None
    assert tunable(Keyword(name="k")) is None


def test_one_author_at_work_raises_posts_and_no_authors_and_many_raise_both(filled: Filled) -> None:
    store = filled()
    quiet = spoken(20 * 24, {})
    alone = [said_at(5000 + n, NOW - 60 * HOUR + timedelta(minutes=n)) for n in range(50)]
    many = [
        said_at(6000 + n, NOW - 30 * HOUR + timedelta(minutes=n), author=Author(handle=f"a{n}", followers=1000))
        for n in range(50)
    ]
    put(store, [*quiet, *alone, *many])

    def fired(measure: str, at_least: int = 20) -> list[int]:
        rule = Volume(name="rise", scope="brand:Acme", measure=measure, at_least=at_least)
        return [round((NOW - one.at) / HOUR) for one in replayed(store, rule).firings]

    assert fired("mentions") == [60, 30]
    assert fired("authors") == [30]
    assert fired("stories") == [60, 30]
    assert fired("reach", 20_000) == [30]
    assert fired("stars:low") == [60, 30]
    first, second = replayed(store, VOLUME).firings
    assert any("of the rise comes from further authors" in reason for reason in first.alert.reasons)
    assert not any("of the rise" in reason for reason in second.alert.reasons)
