"""Who is on call: turns, exceptions, and the weeks in which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerting.oncall import on_call, turn
from rules.alerting.people import Rotation

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = "2026-01-05T09:00:00+01:00"


def rotation(*people: str, **settings: Any) -> Rotation:
    return Rotation.model_validate({"name": "first", "people": people, "begins": MONDAY, **settings})


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def who(one: Rotation, text: str) -> str:
    return on_call(one, BERLIN, local(text))


def test_people_take_turns_of_a_week() -> None:
    weekly = rotation("Mia", "Bo", "Ann")
    assert [who(weekly, f"2026-01-{day:02}T09:00") for day in (5, 12, 19, 26)] == ["Mia", "Bo", "Ann", "Mia"]
    assert who(weekly, "2026-01-12T08:59") == "Mia"
    assert turn(weekly, BERLIN, local("2026-01-06T00:00")).until == local("2026-01-12T09:00")


def test_before_it_begins_the_first_person_is_there() -> None:
    weekly = rotation("Mia", "Bo")
    assert turn(weekly, BERLIN, local("2025-06-01T00:00")).person == "Mia"
    assert turn(weekly, BERLIN, local("2025-06-01T00:00")).until == local("2026-01-12T09:00")


def test_hand_over_stays_at_nine_when_clocks_change() -> None:
    weekly = rotation("Mia", "Bo")
    assert who(weekly, "2026-03-30T08:59") != who(weekly, "2026-03-30T09:00")
    assert turn(weekly, BERLIN, local("2026-03-29T00:00")).until == datetime(2026, 3, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Sydney",
        "Australia/Lord_Howe",  # by half an hour
        "America/Santiago",  # at midnight
        "Pacific/Auckland",
        "Asia/Kolkata",
        "UTC",
    ],
)
@pytest.mark.parametrize("hours", [6, 8, 12, 36])
def test_shifts_change_at_the_same_local_hours_all_year(zone: str, hours: int) -> None:
    here = ZoneInfo(zone)
    begins = datetime(2026, 7, 1, 9, tzinfo=here)
    shifts = rotation("Day", "Night", begins=begins, every=timedelta(hours=hours))
    now, changes = begins.astimezone(UTC), []
    while now < begins.astimezone(UTC) + timedelta(days=370):
        until = turn(shifts, here, now).until
        assert until is not None
        changes.append(until)
        now = until
    usual = {(9 + hours * number) % 24 for number in range(24)}
    assert {(at.astimezone(here).hour, at.astimezone(here).minute) for at in changes} == {(hour, 0) for hour in usual}
    lengths = {later - at for at, later in pairwise(changes)}
    assert all(abs(length - timedelta(hours=hours)) <= timedelta(hours=2) for length in lengths)


@pytest.mark.parametrize(
    ("zone", "day", "changes"),
    [
        ("Europe/Berlin", "2026-10-25", ["2026-10-25T08:00Z", "2026-10-25T20:00Z"]),  # back
        ("Europe/Berlin", "2027-03-28", ["2027-03-28T07:00Z", "2027-03-28T19:00Z"]),  # ahead
        ("Australia/Lord_Howe", "2026-10-04", ["2026-10-03T22:00Z", "2026-10-04T10:00Z"]),  # ahead, by half an hour
        ("Australia/Lord_Howe", "2027-04-04", ["2027-04-03T22:30Z", "2027-04-04T10:30Z"]),  # back
    ],
)
def test_on_the_day_on_which_clocks_change_too(zone: str, day: str, changes: list[str]) -> None:
    here = ZoneInfo(zone)
    shifts = rotation("Day", "Night", begins=datetime(2026, 7, 1, 9, tzinfo=here), every=timedelta(hours=12))
    for at, person in zip(map(datetime.fromisoformat, changes), ("Day", "Night"), strict=True):
        assert at.astimezone(here).date().isoformat() == day
        assert on_call(shifts, here, at) == person
        assert on_call(shifts, here, at - timedelta(seconds=1)) != person


@pytest.mark.parametrize("every", [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=12)])
def test_hours_that_a_clock_leaves_out_or_shows_twice_belong_to_one_person_after_the_other(every: timedelta) -> None:
    shifts = rotation("Day", "Night", begins=datetime(2026, 7, 1, 2, 30, tzinfo=BERLIN), every=every)
    for day in (datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2027, 3, 27, 23, tzinfo=UTC)):
        ends = [turn(shifts, BERLIN, day + timedelta(minutes=minute)).until for minute in range(0, 360, 5)]
        assert ends == sorted(end for end in ends if end is not None)


def test_turns_of_hours_are_as_long_as_they_say() -> None:
    shifts = rotation("Mia", "Bo", every=timedelta(hours=12))
    assert [who(shifts, f"2026-01-05T{hour}:00") for hour in ("09", "20", "21")] == ["Mia", "Mia", "Bo"]


def test_an_override_wins_and_ends() -> None:
    holiday = {"person": "Ann", "from": "2026-01-07T00:00:00+01:00", "to": "2026-01-09T00:00:00+01:00"}
    weekly = rotation("Mia", "Bo", overrides=[holiday])
    assert turn(weekly, BERLIN, local("2026-01-06T00:00")).until == local("2026-01-07T00:00")
    during = turn(weekly, BERLIN, local("2026-01-08T00:00"))
    assert (during.person, during.until, during.override) == ("Ann", local("2026-01-09T00:00"), True)
    after = turn(weekly, BERLIN, local("2026-01-09T00:00"))
    assert (after.person, after.until, after.override) == ("Mia", local("2026-01-12T09:00"), False)


def test_of_two_overrides_the_later_one_in_the_list_wins() -> None:
    long = {"person": "Ann", "from": "2026-01-07T00:00:00Z", "to": "2026-01-20T00:00:00Z"}
    short = {"person": "Bo", "from": "2026-01-08T00:00:00Z", "to": "2026-01-09T00:00:00Z"}
    assert who(rotation("Mia", overrides=[long, short]), "2026-01-08T12:00") == "Bo"
    assert who(rotation("Mia", overrides=[short, long]), "2026-01-08T12:00") == "Ann"


def test_one_person_alone_is_never_relieved() -> None:
    assert turn(rotation("Mia"), BERLIN, local("2026-05-01T00:00")).until is None


@given(
    st.integers(1, 4),
    st.sampled_from([timedelta(hours=7), timedelta(days=1), timedelta(days=7)]),
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
)
def test_a_turn_ends_where_the_next_person_begins(count: int, every: timedelta, now: datetime) -> None:
    one = rotation(*[f"p{number}" for number in range(count)], every=every)
    found = turn(one, BERLIN, now)
    if found.until is None:
        assert count == 1
        return
    assert found.until > now
    assert on_call(one, BERLIN, found.until - timedelta(seconds=1)) == found.person
    assert on_call(one, BERLIN, found.until) != found.person
