"""How many messages a channel takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from listener.notify.console import Console
from listener.notify.outbox.throttle import Limit, free_at, limit, room
from tests.worlds.notices import NOW

MINUTE = timedelta(minutes=1)
SENT = st.lists(st.integers(-3000, 300).map(lambda minutes: NOW + minutes * MINUTE), max_size=40)
LIMITS = st.lists(
    st.builds(Limit, most=st.integers(1, 9), within=st.integers(1, 1440).map(lambda count: count * MINUTE)), max_size=3
)


@pytest.mark.parametrize(
    ("text", "most", "minutes"), [("5/15m", 5, 15), ("11/h", 11, 60), ("11 / 1h", 11, 60), ("1/d", 1, 1440)]
)
def test_limits_are_written_as_people_say_them(text: str, most: int, minutes: int) -> None:
    assert limit(text) == Limit(most=most, within=minutes * MINUTE)


@pytest.mark.parametrize("text", ["", "5", "0/15m", "5/", "x/15m", "5/2d", "5/15 parsecs", "5/0m"])
def test_what_is_no_limit_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValidationError, match=r"is no limit.*write it as \"5/15m\""):
        Console.model_validate({"name": "screen", "at_most": text})


def test_one_limit_or_several() -> None:
    assert Console.model_validate({"name": "screen", "at_most": "5/15m"}).at_most == ("5/15m",)
    assert Console.model_validate({"name": "screen", "at_most": ["5/15m", "11/h"]}).at_most == ("5/15m", "11/h")


def test_the_tightest_limit_counts() -> None:
    limits = [limit("2/10m"), limit("3/h")]
    sent = [NOW - 50 * MINUTE, NOW - 40 * MINUTE, NOW - 5 * MINUTE]
    assert room(limits, sent, NOW) == 0
    assert free_at(limits, sent, NOW) == NOW + 10 * MINUTE
    assert room(limits, sent[1:], NOW) == 1


@given(LIMITS, SENT)
def test_when_the_time_has_come_there_is_room_and_it_comes_within_the_longest_limit(limits: list[Limit], sent) -> None:  # type: ignore[no-untyped-def]
    moment = free_at(limits, sent, NOW)
    assert NOW <= moment <= NOW + max((each.within for each in limits), default=0 * MINUTE)
    assert (moment == NOW) == (room(limits, sent, NOW) > 0)
    past = [each for each in sent if each <= NOW]
    if past == sent:
        assert room(limits, past, moment) > 0
