"""Quiet hours as a person lives them: over midnight, on some days only, through the nights when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.alerting.people import WEEK, Quiet
from rules.alerting.quiet import quiet_until

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet.model_validate({"from": "22:00", "to": "07:00"})


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-10T21:59", None),
        ("2026-03-10T22:00", "2026-03-11T07:00"),
        ("2026-03-11T06:59", "2026-03-11T07:00"),
        ("2026-03-11T07:00", None),
    ],
)
def test_a_night_begins_in_the_evening_and_ends_in_the_morning(now: str, end: str | None) -> None:
    assert quiet_until(NIGHT, BERLIN, local(now)) == (local(end) if end else None)


def test_the_night_when_clocks_go_forward_ends_at_the_same_local_time() -> None:
    end = quiet_until(NIGHT, BERLIN, local("2026-03-28T23:00"))
    assert end == datetime(2026, 3, 29, 5, tzinfo=UTC)
    before = quiet_until(NIGHT, BERLIN, local("2026-03-27T23:00"))
    assert before == datetime(2026, 3, 28, 6, tzinfo=UTC)


def test_days_are_those_on_whose_evening_the_night_begins() -> None:
    weekdays = NIGHT.model_copy(update={"days": ("fri",)})
    assert quiet_until(weekdays, BERLIN, local("2026-03-14T03:00")) == local("2026-03-14T07:00")  # a Saturday
    assert quiet_until(weekdays, BERLIN, local("2026-03-14T23:00")) is None


def test_a_quiet_weekend_is_one_stretch() -> None:
    weekend = Quiet.model_validate({"from": "00:00", "to": "00:00", "days": ["sat", "sun"]})
    assert quiet_until(weekend, BERLIN, local("2026-03-14T12:00")) == local("2026-03-16T00:00")
    assert quiet_until(weekend, BERLIN, local("2026-03-13T23:59")) is None


def test_a_nap_within_the_day() -> None:
    nap = Quiet.model_validate({"from": "13:00", "to": "14:30"})
    assert quiet_until(nap, BERLIN, local("2026-03-14T13:30")) == local("2026-03-14T14:30")
    assert quiet_until(nap, BERLIN, local("2026-03-14T15:00")) is None


def test_nobody_is_quiet_without_quiet_hours() -> None:
    assert quiet_until(None, BERLIN, local("2026-03-14T03:00")) is None


@given(
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.sets(st.sampled_from(WEEK), min_size=1),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
)
def test_the_end_lies_ahead_and_outside(begin, end, days, now) -> None:
    quiet = Quiet.model_validate({"from": begin, "to": end, "days": sorted(days)})
    until = quiet_until(quiet, BERLIN, now)
    assert until is None or until > now
    if until is not None and (len(days) < 7 or begin != end):
        assert quiet_until(quiet, BERLIN, until) is None
