"""Blind is not zero: what the ledger says of a source, and when its silence is no habit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from listener.health.coverage import Coverage, coverage, stretches
from storage.records import Window

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
EVERY = {"feed": 10 * MINUTE}


def window(hours_ago: float, sight: Any = "ok", source: str = "feed", minutes: int = 50, **more: Any) -> Window:
    first = NOW - hours_ago * HOUR
    hour = first.replace(minute=0)
    last = first + minutes * MINUTE
    newest = {"newest": last} if more.get("fresh") else {}
    return Window(source=source, hour=hour, sight=sight, first=first, last=last, **{**newest, **more})


def told(windows: list[Window], since: timedelta = timedelta(days=7), every: Any = EVERY) -> Coverage:
    [found] = coverage(sorted(windows, key=lambda each: each.first), every, NOW - since, NOW)
    return found


def hours(days: int, speaks: Any, until: float = 0) -> list[Window]:
    """A ledger in which the source said something new in the hours for which `speaks` says so."""
    ages = [age for age in range(days * 24, 0, -1) if age > until]
    return [window(age, fresh=int(speaks(NOW - age * HOUR))) for age in ages]


def test_stretches_follow_each_other_without_gaps():
    found = stretches([window(4), window(3), window(2, "broken", why="no"), window(1)], 10 * MINUTE, NOW)
    assert [(each.sight, each.length) for each in found] == [("ok", 2 * HOUR), ("broken", HOUR), ("ok", HOUR)]
    assert found[1].why == "no"
    assert all(one.until == other.since for one, other in pairwise(found))


def test_when_nobody_asked_it_is_neither_seen_nor_blind():
    found = told([window(10), window(1)])
    assert [each.sight for each in found.stretches] == ["ok", "not asked", "ok"]
    assert found.stretches[1].length == 7 * HOUR + 40 * MINUTE
    assert found.blind == 0


def test_a_source_that_is_asked_rarely_is_not_taken_for_one_that_is_not_asked():
    found = told([window(18, minutes=0), window(12, minutes=0), window(6, minutes=0)], every={"feed": 6 * HOUR})
    assert [each.sight for each in found.stretches] == ["ok"]


@pytest.mark.parametrize("sight", ["broken", "unauthorised", "rate limited", "gone"])
def test_the_blind_part_of_the_time_is_told(sight: str):
    found = told([window(8), window(6, sight, minutes=100), window(4)], since=timedelta(hours=9), every={"feed": HOUR})
    assert found.blind == pytest.approx(2 / 8)


def test_what_is_partial_is_not_blind():
    found = told([window(2), window(1, "partial")])
    assert (found.blind, found.share("partial")) == (0, 0.5)


def test_blind_hours_do_not_lower_what_comes_in_an_hour():
    found = told([window(4, fresh=6), window(3, "broken"), window(2, "broken"), window(1, "empty", fresh=0)])
    assert (found.hourly, found.usual) == (3.0, 3.0)
    assert told([window(1, "broken")]).hourly is None


def test_delays_weigh_by_how_many_posts_they_tell_of():
    assert told([window(3, fresh=3, delay=60.0), window(2, fresh=1, delay=300.0), window(1)]).delay == 120.0
    assert told([window(1)]).delay is None


def test_a_source_that_is_configured_no_more_ends_where_it_was_asked_last():
    found = told([window(5)], every={})
    assert found.stretches[-1].until == NOW - 5 * HOUR + 50 * MINUTE
    assert found.silent_since is None


def always(_: datetime) -> bool:
    return True


def by_day(at: datetime) -> bool:
    return 8 <= at.hour < 20


def rarely(at: datetime) -> bool:
    return at.hour == 9 and at.day % 3 == 0


def test_a_busy_source_that_falls_silent_is_told_within_hours():
    found = told(hours(20, lambda at: at < NOW - 5 * HOUR))
    assert found.silent_since == NOW - 6 * HOUR + 50 * MINUTE


@pytest.mark.parametrize("speaks", [always, by_day, rarely, lambda _: False])
def test_a_source_that_keeps_its_habit_is_not(speaks: Any):
    assert told(hours(20, speaks)).silent_since is None


def test_the_night_of_a_daytime_source_is_no_silence_and_its_silent_day_is():
    at_night = [each for each in hours(20, by_day) if each.first < NOW - 5 * HOUR]
    assert told(at_night + [window(age) for age in (5, 4)]).silent_since is None
    assert told(hours(20, lambda at: by_day(at) and at < NOW - 24 * HOUR)).silent_since is not None


def test_a_blind_time_is_no_silence():
    ledger = hours(20, always, until=6) + [window(age, "broken") for age in range(6, 0, -1)]
    assert told(ledger).silent_since is None


def test_of_a_source_that_is_known_for_days_only_nothing_is_said():
    assert told(hours(6, lambda at: at < NOW - 20 * HOUR)).silent_since is None
