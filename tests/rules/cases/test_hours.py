"""An answer is due when the desk has been staffed for as long as was promised."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.alerting.people import WEEK
from rules.cases.hours import Hours, due, staffed

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = Hours()
HOUR = timedelta(hours=1)


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("since", "within", "expected"),
    [
        (berlin(2026, 3, 3, 10), HOUR, berlin(2026, 3, 3, 11)),
        (berlin(2026, 3, 3, 16, 30), HOUR, berlin(2026, 3, 4, 9, 30)),
        (berlin(2026, 3, 6, 16, 30), HOUR, berlin(2026, 3, 9, 9, 30)),  # over the weekend
        (berlin(2026, 3, 7, 12), HOUR, berlin(2026, 3, 9, 10)),
        (berlin(2026, 3, 3, 7), HOUR, berlin(2026, 3, 3, 10)),
        (berlin(2026, 3, 3, 9), 8 * HOUR, berlin(2026, 3, 3, 17)),
        (berlin(2026, 3, 27, 16), 2 * HOUR, berlin(2026, 3, 30, 10)),  # the clocks went forward in between
        (berlin(2026, 12, 24, 16), 2 * HOUR, berlin(2026, 12, 28, 10)),
    ],
)
def test_only_staffed_hours_count(since: datetime, within: timedelta, expected: datetime) -> None:
    hours = Hours(holidays=(date(2026, 12, 25),))
    assert due(since.astimezone(UTC), within, hours, BERLIN) == expected


def test_without_hours_all_count() -> None:
    now = datetime(2026, 3, 7, 23, tzinfo=UTC)
    assert due(now, HOUR, None, BERLIN) == now + HOUR


def test_a_night_shift_goes_over_midnight() -> None:
    night = Hours(from_=time(22), to=time(6), days=("mon",))
    assert due(berlin(2026, 3, 2, 23).astimezone(UTC), 2 * HOUR, night, BERLIN) == berlin(2026, 3, 3, 1)
    assert due(berlin(2026, 3, 3, 5).astimezone(UTC), 2 * HOUR, night, BERLIN) == berlin(2026, 3, 9, 23)


def test_a_desk_that_is_never_staffed_still_owes_an_answer() -> None:
    closed = Hours(days=("mon",), holidays=tuple(date(2026, 1, 5) + timedelta(days=7 * n) for n in range(200)))
    now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert due(now, HOUR, closed, BERLIN) == now + timedelta(days=366)


NIGHT = Hours(from_=time(22), to=time(6), days=WEEK)
DAY = Hours(from_=time(9), to=time(17), days=WEEK, holidays=(date(2026, 12, 25),))


@pytest.mark.parametrize(
    ("hours", "since", "until", "length"),
    [
        (NIGHT, berlin(2026, 3, 28, 22), berlin(2026, 3, 29, 12), 7 * HOUR),  # an hour of this night is left out
        (NIGHT, berlin(2026, 10, 24, 22), berlin(2026, 10, 25, 12), 9 * HOUR),  # and this one has one twice
        (DAY, berlin(2026, 3, 28, 9), berlin(2026, 3, 30, 9), 16 * HOUR),  # by day nothing is lost
        (DAY, berlin(2026, 10, 24, 16), berlin(2026, 10, 25, 10), 2 * HOUR),
        (DAY, berlin(2026, 12, 24, 16), berlin(2026, 12, 26, 10), 2 * HOUR),  # nobody is there at Christmas
        (NIGHT, berlin(2026, 10, 25, 1), berlin(2026, 10, 25, 3), 3 * HOUR),
    ],
)
def test_what_is_staffed_follows_the_clocks_and_the_holidays(
    hours: Hours, since: datetime, until: datetime, length: timedelta
) -> None:
    assert staffed(since.astimezone(UTC), until.astimezone(UTC), hours, BERLIN) == length
    assert due(since.astimezone(UTC), length, hours, BERLIN) <= until.astimezone(UTC)


@settings(max_examples=60, deadline=None)
@given(
    since=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    minutes=st.integers(1, 5000),
    begin=st.integers(0, 23),
    end=st.integers(0, 23),
    days=st.sets(st.sampled_from(WEEK), min_size=1),
)
def test_between_now_and_then_lies_what_was_promised(
    since: datetime, minutes: int, begin: int, end: int, days: set[str]
) -> None:
    hours = Hours(from_=time(begin), to=time(end), days=tuple(sorted(days)))  # type: ignore[arg-type]
    within = timedelta(minutes=minutes)
    then = due(since, within, hours, BERLIN)
    assert since < then <= since + timedelta(days=366)
    assert staffed(since, then, hours, BERLIN) == within or then == since + timedelta(days=366)
    assert due(since, within + HOUR, hours, BERLIN) >= min(then + HOUR, since + timedelta(days=366))
