"""Durations and moments as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.wording import durations, moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30s", timedelta(seconds=30)),
        ("5m", timedelta(minutes=5)),
        ("4h", timedelta(hours=4)),
        ("14d", timedelta(days=14)),
        ("2w", timedelta(weeks=2)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        ("0.5h", timedelta(minutes=30)),
        ("0s", timedelta(0)),
        ("PT5M", timedelta(minutes=5)),
        ("P1DT12H", timedelta(hours=36)),
        ("P2W", timedelta(weeks=2)),
    ],
)
def test_accepted_forms(text, expected):
    assert durations.parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", "5", "5 minutes", "-5m", "m5", "5M", "P", "PT", "P1DT", "soon", "1y", "5m!", "9" * 400 + "d"]
)
def test_everything_else_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="duration"):
        durations.parse(text)


@given(
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)).map(
        lambda t: timedelta(seconds=int(t.total_seconds()))
    )
)
def test_what_is_written_is_read_back(duration):
    assert durations.parse(durations.notation(duration)) == duration


NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", datetime(2026, 3, 3, 12, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 2, 28, 23, tzinfo=UTC)),
        ("2026-03-01T14:00", datetime(2026, 3, 1, 13, tzinfo=UTC)),
        ("2026-03-01T14:00+05:00", datetime(2026, 3, 1, 9, tzinfo=UTC)),
    ],
)
def test_moments_are_meant_in_the_zone(text, expected):
    assert moments.parse(text, now=NOW, zone=ZoneInfo("Europe/Berlin")) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "999999d", "0001-01-01"])
def test_moments_that_are_none(text):
    with pytest.raises(ValueError, match=r"no time|too far"):
        moments.parse(text, now=NOW, zone=ZoneInfo("Asia/Tokyo"))


def test_what_is_no_duration_is_told_whole_and_what_to_write_apart() -> None:
    with pytest.raises(durations.NoDuration) as refused:
        durations.parse("1h; 2m")
    assert (refused.value.what, refused.value.hint[:5]) == ('"1h; 2m" is not a duration', "write")
