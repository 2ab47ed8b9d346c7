"""A moment names its day and its zone wherever a reader cannot know them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from listener.wording.moments import clock, day, day_in_words, full_stamp, hours, utc
from rules.wording.moments import zoned

LATE = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_day_is_the_readers() -> None:
    assert utc(LATE.astimezone(BERLIN)) == "21 Nov 23:30 UTC"
    assert zoned(LATE, BERLIN) == "22 Nov 00:30 CET"
    assert full_stamp(LATE) == "2026-11-21 23:30 UTC"
    assert full_stamp(LATE, BERLIN) == "2026-11-22 00:30 CET"
    assert clock(LATE, BERLIN) == "00:30 CET"
    assert day_in_words(LATE, BERLIN) == "22 November 2026"
    assert day(LATE.astimezone(BERLIN)) == "Sun 2026-11-22"


def test_quiet_hours_are_told_by_their_ends() -> None:
    assert hours(time(22, 30), time(7)) == "22:30 to 07:00"
