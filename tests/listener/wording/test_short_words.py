"""What stands in narrow places is as short as nobody can mistake it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from listener.wording.durations import brief
from listener.wording.figures import between, counted, per_cent, signed, spelled
from listener.wording.moments import short
from listener.wording.people import initials

NOW = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("back", "zone", "words"),
    [
        (timedelta(0), UTC, "00:30"),
        (timedelta(hours=1), UTC, "Mon 23:30"),
        (timedelta(hours=1), TOKYO, "08:30"),
        (timedelta(days=6), UTC, "Wed 00:30"),
        (timedelta(days=7), UTC, "24 Feb"),
        (timedelta(days=-1), UTC, "Wed 00:30"),
        (timedelta(days=90), UTC, "3 Dec 2025"),
    ],
)
def test_moments(back: timedelta, zone: ZoneInfo, words: str) -> None:
    assert short(NOW - back, NOW, zone) == words


def test_durations_and_figures() -> None:
    assert brief(timedelta(hours=2, minutes=15)) == "2 h 15 min"
    assert brief(timedelta(days=3, hours=1)) == "3 d 1 h"
    assert brief(timedelta(seconds=1)) == "under a min"
    assert [signed(value) for value in (-0.313, 0.2, 0.001, -0.001, None, float("nan"))] == [
        "−0.31", "+0.20", "0.00", "0.00", "–", "–",
    ]  # fmt: skip
    assert (per_cent(0.414), per_cent(None)) == ("41\u202f%", "–")
    assert between(9, 1204.4) == "9\u2060–\u20601,204"
    assert (counted(1, "post"), counted(1204, "post"), counted(0, "story", "stories")) == (
        "1 post",
        "1,204 posts",
        "0 stories",
    )
    assert (spelled(3), spelled(13), spelled(12)) == ("three", "13", "twelve")


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Ines Almeida", "IA"),
        ("mia", "M"),
        ("Anna-Maria von der Au", "AA"),
        ("李 小龙", "李小"),
        ("", "–"),
        (" .. <x>", "X"),
    ],
)
def test_people(name: str, mark: str) -> None:
    assert initials(name) == mark
