"""Periods follow the calendar of whoever reads: weeks begin on Monday, days last 23 to 25 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listener.wording.periods import Period, checked, days, due, last, words

BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("length", "now", "since", "until"),
    [
        ("week", "2026-03-04T10:00+01:00", "2026-02-23T00:00+01:00", "2026-03-02T00:00+01:00"),
        ("week", "2026-03-02T00:00+01:00", "2026-02-23T00:00+01:00", "2026-03-02T00:00+01:00"),
        ("week", "2026-10-26T08:00+01:00", "2026-10-19T00:00+02:00", "2026-10-26T00:00+01:00"),
        ("month", "2026-01-15T10:00+01:00", "2025-12-01T00:00+01:00", "2026-01-01T00:00+01:00"),
        ("month", "2026-04-01T00:30+02:00", "2026-03-01T00:00+01:00", "2026-04-01T00:00+02:00"),
        ("day", "2026-03-30T07:00+02:00", "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"),
        ("hour", "2026-03-30T07:45+02:00", "2026-03-30T06:00+02:00", "2026-03-30T07:00+02:00"),
        ("7 days", "2026-03-05T00:00+01:00", "2026-02-26T00:00+01:00", "2026-03-05T00:00+01:00"),
    ],
)
def test_the_last_whole_one(length, now: str, since: str, until: str):
    assert last(length, at(now), BERLIN) == Period(since=at(since), until=at(until))


def test_what_it_is_compared_with_is_of_the_same_sort():
    march = last("month", at("2026-04-15T00:00+02:00"), BERLIN)
    assert march.before("month", BERLIN) == Period(since=at("2026-02-01T00:00+01:00"), until=march.since)
    assert march.before(None, BERLIN).since == march.since - (march.until - march.since)


def test_days_of_the_calendar():
    week = last("week", at("2026-03-30T08:00+02:00"), BERLIN)
    assert [end - begin for _, begin, end in days(week, BERLIN)] == [timedelta(hours=24)] * 6 + [timedelta(hours=23)]


@pytest.mark.parametrize(
    ("when", "now", "moment"),
    [
        ("Mon 08:00", "2026-03-04T10:00+01:00", "2026-03-02T08:00+01:00"),
        ("Mon 08:00", "2026-03-02T07:59+01:00", "2026-02-23T08:00+01:00"),
        ("08:00", "2026-03-04T10:00+01:00", "2026-03-04T08:00+01:00"),
        ("daily 23:00", "2026-03-04T10:00+01:00", "2026-03-03T23:00+01:00"),
        ("monthly 08:00", "2026-03-31T10:00+02:00", "2026-03-01T08:00+01:00"),
        ("hourly", "2026-03-04T10:40+01:00", "2026-03-04T10:00+01:00"),
        ("after a crisis", "2026-03-04T10:40+01:00", None),
    ],
)
def test_when_it_was_due_last(when: str, now: str, moment: str | None):
    assert due(checked(when), at(now), BERLIN) == (at(moment) if moment else None)


@pytest.mark.parametrize("when", ["Monday 08:00", "8:00", "25:00", "", "mon 08:00", "Mon 08:60"])
def test_a_time_that_is_none_is_refused(when: str):
    with pytest.raises(ValueError, match="Mon 08:00"):
        checked(when)


@pytest.mark.parametrize(
    ("length", "now", "said"),
    [
        ("week", "2026-03-04T10:00+01:00", "Week 9, 23 February to 1 March 2026"),
        ("month", "2026-04-15T10:00+02:00", "March 2026"),
        ("day", "2026-03-04T10:00+01:00", "3 March 2026"),
        ("week", "2027-01-05T10:00+01:00", "Week 53, 28 December 2026 to 3 January 2027"),
        ("week", "2026-03-18T10:00+01:00", "Week 11, 9 to 15 March 2026"),
        ("hour", "2026-03-18T10:20+01:00", "18 March 2026, 09:00 to 10:00"),
    ],
)
def test_in_words(length, now: str, said: str):
    assert words(last(length, at(now), BERLIN), length, BERLIN) == said


def test_the_other_side_of_the_world():
    assert words(last("day", at("2026-03-04T12:00+00:00"), AUCKLAND), "day", AUCKLAND) == "4 March 2026"
