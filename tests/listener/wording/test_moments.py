"""A moment names its day and its zone wherever a reader cannot know them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from listener.wording.moments import (
    ahead,
    clock,
    day,
    day_in_words,
    from_to,
    full_stamp,
    hours,
    localised,
    parse,
    utc,
)
from rules.wording.moments import zoned

LATE = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_day_is_the_readers() -> None:
    assert utc(LATE.astimezone(BERLIN)) == "21 Nov 23:30 UTC"
    assert zoned(LATE, BERLIN) == "22 Nov 00:30 CET"
    assert zoned(LATE.replace(day=3), UTC) == "3 Nov 23:30 UTC", "as in every other place, without a zero"
    assert full_stamp(LATE, UTC) == "2026-11-21 23:30 UTC"
    assert full_stamp(LATE, BERLIN) == "2026-11-22 00:30 CET"
    assert clock(LATE, BERLIN) == "00:30 CET"
    assert day_in_words(LATE, BERLIN) == "22 November 2026"
    assert day(LATE.astimezone(BERLIN)) == "Sun 2026-11-22"


def test_quiet_hours_are_told_by_their_ends() -> None:
    assert hours(time(22, 30), time(7)) == "22:30 to 07:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("42 posts up to 21 Nov 23:30 UTC.", "42 posts up to Sun 22 Nov, 00:30."),
        ("from 5 Jan 00:10 UTC to 05 Jan 01:00 UTC", "from Tue 5 Jan, 01:10 to Tue 5 Jan, 02:00"),
        ("until 2026-11-21 23:30:05 UTC, then", "until 2026-11-22 00:30, then"),
        ("until 2026-11-31 23:30 UTC", "until 2026-11-31 23:30 UTC"),
        ("at 14:05 UTC, or 21 Nov", "at 14:05 UTC, or 21 Nov"),
        ("on 31 Feb 10:00 UTC", "on 31 Feb 10:00 UTC"),
        ("on 99 Nov 99:99 UTC", "on 99 Nov 99:99 UTC"),
    ],
)
def test_a_sentence_that_was_written_in_utc_is_told_by_the_readers_clock(text: str, said: str) -> None:
    assert localised(text, BERLIN, LATE) == said


def test_where_nothing_else_names_the_zone_each_moment_does() -> None:
    text = f"since {utc(LATE)}, until {full_stamp(LATE, UTC)}"
    assert localised(text, BERLIN, LATE, named=True) == "since Sun 22 Nov, 00:30 CET, until 2026-11-22 00:30 CET"


def test_a_sentence_of_the_turn_of_the_year_keeps_its_day() -> None:
    new_year = datetime(2027, 1, 1, 0, 30, tzinfo=UTC)
    assert localised(f"since {utc(new_year - timedelta(hours=1))}", BERLIN, new_year) == "since Fri 1 Jan, 00:30"
    assert localised(f"since {utc(new_year)}", BERLIN, new_year - timedelta(hours=1)) == "since Fri 1 Jan, 01:30"


@pytest.mark.parametrize(
    ("text", "past", "to_come"),
    [("2h", "2026-11-21T21:30", "2026-11-22T01:30"), ("2026-11-22T08:00", "2026-11-22T07:00", "2026-11-22T07:00")],
)
def test_a_length_of_time_points_to_where_it_is_asked_for_and_a_date_is_one(text: str, past: str, to_come: str) -> None:
    for read, expected in ((parse, past), (ahead, to_come)):
        assert read(f" {text} ", now=LATE, zone=BERLIN) == datetime.fromisoformat(f"{expected}+00:00")


@pytest.mark.parametrize("text", ["soon", "", "-2h", "99999999999d", "2h ago"])
def test_what_is_no_moment_to_come_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r'write "2h" for two hours from then on, or a date as'):
        ahead(text, now=LATE, zone=BERLIN)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2026-03-01T14:45", "2026-03-03T05:45", "Sun 14:45 – today 05:45"),
        ("2026-03-03T05:45", "2026-03-03T11:45", "05:45 – 11:45"),
        ("2026-03-01T14:45", "2026-03-01T17:00", "Sun 14:45 – 17:00"),
        ("2026-02-14T14:45", "2026-02-14T17:00", "14 Feb 14:45 – 17:00"),
        ("2026-02-14T14:45", "2026-02-20T17:00", "14 Feb – 20 Feb"),
    ],
)
def test_a_stretch_is_said_so_that_nobody_mistakes_its_days(since: str, until: str, said: str) -> None:
    known = [datetime.fromisoformat(at).replace(tzinfo=UTC) for at in (since, until, "2026-03-03T12:00")]
    assert from_to(*known, UTC) == said
