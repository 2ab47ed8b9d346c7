"""When a delivery is tried again, and when it is given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listener.notify.outbox.outcome import due_after, outcome
from storage.errors import DeliveryError
from storage.records import Delivery
from tests.worlds.notices import NOW, delivery

TEMPORARY = DeliveryError("the server is down", permanent=False)
ZONES = st.none() | st.just(UTC)
MOMENTS = st.datetimes(timezones=ZONES)


def attempts(first: datetime, until: timedelta, error: DeliveryError = TEMPORARY) -> list[Delivery]:
    """What becomes of a delivery whose every attempt fails, each made when it is due."""
    told, now, made = delivery(), first, []
    while now - first <= until and not told.permanent:
        told = outcome(told, error, now)
        made.append(told)
        now = told.next_try_at
    return made


def test_waits_grow_from_half_a_minute_to_an_hour() -> None:
    waits = [due_after(attempt, NOW, key="k") - NOW for attempt in range(1, 10)]
    steps = [timedelta(seconds=s) for s in (30, 60, 120, 300, 600, 1800, 3600, 3600, 3600)]
    assert all(step <= wait <= step * 1.2 for step, wait in zip(steps, waits, strict=True))


def test_deliveries_that_failed_together_do_not_come_back_together() -> None:
    assert len({due_after(3, NOW, key=f"incident-{i}") for i in range(50)}) > 40
    assert due_after(3, NOW, key="k") == due_after(3, NOW, key="k")


def test_a_target_may_ask_for_more_time_but_not_for_ever() -> None:
    asked = NOW + timedelta(hours=2)
    assert due_after(1, NOW, not_before=asked) == asked
    assert due_after(1, NOW, not_before=NOW + timedelta(days=3650)) == NOW + timedelta(hours=6)
    assert due_after(1, NOW, not_before=NOW - timedelta(days=3650)) > NOW


def test_a_day_of_failures_is_not_given_up() -> None:
    made = attempts(NOW, timedelta(hours=24))
    assert not any(each.permanent for each in made)
    assert len(made) > 20


def test_three_days_of_failures_are_given_up_and_stay_visible() -> None:
    last = attempts(NOW, timedelta(days=10))[-1]
    assert last.permanent
    assert last.sent_at is None
    assert "gave up after" in (last.error or "")
    assert "the server is down" in (last.error or "")


def test_a_clock_that_jumps_ahead_or_a_service_that_slept_gives_nothing_up() -> None:
    assert not outcome(delivery(), TEMPORARY, NOW + timedelta(days=400)).permanent


def test_success_ends_it_and_clears_the_error() -> None:
    done = outcome(outcome(delivery(), TEMPORARY, NOW), None, NOW + timedelta(minutes=1))
    assert (done.sent_at, done.error, done.permanent, done.attempt) == (NOW + timedelta(minutes=1), None, False, 2)


def test_a_permanent_error_ends_it_at_once() -> None:
    done = outcome(delivery(), DeliveryError("no such user", permanent=True), NOW)
    assert (done.permanent, done.sent_at, done.error) == (True, None, "no such user")


def test_who_took_it_is_remembered_over_attempts() -> None:
    first = outcome(delivery(), DeliveryError("b refused", permanent=False, accepted=("a",)), NOW)
    assert (first.sent_at, first.permanent, first.accepted) == (None, False, ("a",))
    last = outcome(first, DeliveryError("c unknown", permanent=True, accepted=("b",)), NOW)
    assert last.accepted == ("a", "b")
    assert (last.sent_at, last.permanent, last.error) == (NOW, True, "c unknown")


@given(st.integers(-(10**6), 10**12), MOMENTS, st.none() | MOMENTS, st.text(max_size=20))
def test_the_next_try_never_lies_in_the_past(attempt: int, now: datetime, asked: datetime | None, key: str) -> None:
    aware = now if now.tzinfo else now.replace(tzinfo=UTC)
    assert due_after(attempt, now, key=key, not_before=asked) >= aware


@given(st.integers(-5, 10**6), MOMENTS, st.booleans(), st.text(max_size=20), st.none() | MOMENTS)
def test_every_attempt_has_an_outcome(
    attempt: int, now: datetime, permanent: bool, said: str, asked: datetime | None
) -> None:
    error = DeliveryError(said, permanent=permanent, not_before=asked)
    told = Delivery(key=said, target="desk", notice=delivery().notice, next_try_at=NOW, attempt=attempt)
    done = outcome(told, error, now)
    assert done.attempt > attempt
    assert done.error
    assert done.permanent or done.next_try_at >= (now if now.tzinfo else now.replace(tzinfo=UTC))


@pytest.mark.parametrize("error", [None, TEMPORARY])
def test_the_notice_and_its_key_never_change(error: DeliveryError | None) -> None:
    done = outcome(delivery(), error, NOW)
    assert (done.key, done.notice, done.target) == (delivery().key, delivery().notice, "desk")
