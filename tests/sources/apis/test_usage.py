"""What is used of a quota is read from headers of all families, and from any cursor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sources.apis.usage import Usage, told, usages, with_usage
from tests.worlds.network import NOW

SOON = NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            {"x-rate-limit-limit": "450", "x-rate-limit-remaining": "448", "x-rate-limit-reset": str(SOON.timestamp())},
            Usage(unit="requests", used=2, limit=450, until=SOON),
        ),
        (
            {"x-ratelimit-used": "3", "x-ratelimit-remaining": "97.0", "x-ratelimit-reset": "600"},
            Usage(unit="requests", used=3, limit=100, until=SOON),
        ),
        (
            {"x-ratelimit-app-global-day-limit": "500", "x-ratelimit-app-global-day-remaining": "12"},
            Usage(unit="requests", used=488, limit=500),
        ),
        ({"x-rate-limit": "user-hour-lim:3600;user-hour-rem:3595;"}, Usage(unit="requests", used=5, limit=3600)),
        (
            {"x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":31.5}'},
            Usage(unit="percent of Meta's allowance", used=31.5, limit=100),
        ),
    ],
)
def test_headers_of_every_family_are_understood(headers: dict[str, str], expected: Usage):
    assert list(told(headers, NOW).values()) == [expected]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-remaining": "97"},
        {"x-ratelimit-remaining": "nan", "x-ratelimit-limit": "inf"},
        {"x-rate-limit": "unlimited"},
        {"x-app-usage": "[" * 10_000},
        {"x-app-usage": "[28]"},
        {"x-app-usage": '{"call_count": null}'},
    ],
)
def test_headers_that_say_nothing_tell_nothing(headers: dict[str, str]):
    assert told(headers, NOW) == {}


def test_a_window_that_is_over_counts_from_nothing():
    cursor = with_usage({"low": 1}, {"units": Usage(unit="units", used=9, limit=10, until=SOON)})
    assert cursor["low"] == 1
    assert usages(cursor, NOW) == [Usage(unit="units", used=9, limit=10, until=SOON)]
    assert usages(cursor, SOON) == [Usage(unit="units", used=0, limit=10)]


@pytest.mark.parametrize("said", [None, 5, [], "x", {"a": 1}, {"a": {"used": 1}}, {"a": {"used": [], "limit": 1}}])
def test_a_cursor_of_another_form_tells_nothing(said: Any):
    assert usages({"usage": said}, NOW) == []
