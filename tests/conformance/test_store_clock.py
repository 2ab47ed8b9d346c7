"""Every engine of the store: nothing waits longer because the clock was set back, and what happened stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from storage.records import Fired, Level, Paging, Policy, RuleState, Sent
from storage.store import Store
from tests.conformance.stores import DAY, MINUTE, NOW, delivery, incident, poll

BACK = [10 * MINUTE, 10 * DAY]
POLICY = Policy(name="wake", levels=(Level(members=("person:Mia",), timeout=5 * MINUTE),))


@pytest.fixture(params=BACK, ids=["ten minutes", "ten days"])
def by(request: pytest.FixtureRequest) -> timedelta:
    back: timedelta = request.param
    return back


def enqueued(store: Store, **settings: Any) -> None:
    store.enqueue([delivery("k", **settings)])


def due_at(store: Store) -> datetime:
    (waiting,) = store.deliveries(pending=True)
    return waiting.next_try_at


def test_a_source_is_due_when_it_would_have_been(store: Store, by: timedelta) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    then = {"polled_at": NOW, "last_success_at": NOW, "failing_since": NOW}
    store.commit_polls([poll("feed", next_due_at=NOW + 3 * MINUTE, **then)], NOW)
    now = NOW - by
    store.clock_set_back(by, now)
    (state,) = store.source_states()
    assert state.next_due_at == now + 3 * MINUTE
    assert {state.polled_at, state.last_success_at, state.failing_since} == {now}
    assert store.claim_due(now + 2 * MINUTE, MINUTE, 9) == []
    assert store.claim_due(now + 3 * MINUTE, MINUTE, 9) != []


def test_a_lease_runs_out_when_it_would_have(store: Store, by: timedelta) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW)
    store.claim_due(NOW, 10 * MINUTE, 9)
    now = NOW - by
    store.clock_set_back(by, now)
    assert store.claim_due(now + 9 * MINUTE, MINUTE, 9) == []
    assert store.claim_due(now + 10 * MINUTE, MINUTE, 9) != []


def test_a_message_is_tried_again_when_it_would_have_been(store: Store, by: timedelta) -> None:
    enqueued(store)
    store.claim_deliveries(NOW, 3 * MINUTE, 9)
    store.clock_set_back(by, NOW - by)
    assert due_at(store) == NOW - by + 3 * MINUTE


@pytest.mark.parametrize(("back", "ends"), [(10 * MINUTE, NOW + 8 * 60 * MINUTE), (10 * DAY, NOW - 10 * DAY + DAY / 3)])
def test_a_message_for_the_end_of_the_night_keeps_its_hour(store: Store, back: timedelta, ends: datetime) -> None:
    enqueued(store, next_try_at=NOW + 8 * 60 * MINUTE)
    store.clock_set_back(back, NOW - back)
    assert due_at(store) == ends


def test_what_was_sent_uses_up_a_limit_no_longer_than_it_would_have(store: Store, by: timedelta) -> None:
    enqueued(store)
    (claimed,) = store.claim_deliveries(NOW, MINUTE, 9)
    store.finish_delivery(replace(claimed, sent_at=NOW))
    store.clock_set_back(by, NOW - by)
    assert store.sent_since(NOW - by - MINUTE) == [Sent(target="team", at=NOW - by)]
    (record,) = store.deliveries(pending=False)
    assert record.sent_at == NOW


def test_a_rule_goes_on_where_it_was(store: Store, by: timedelta) -> None:
    fired = Fired(fingerprint="f", ends_at=NOW + 30 * MINUTE, severity=2)
    store.commit_evaluation(RuleState(name="r", evaluated_until=NOW, began=NOW, seen=7, fired=(fired,)), [])
    now = NOW - by
    store.clock_set_back(by, now)
    moved = replace(fired, ends_at=now + 30 * MINUTE)
    assert store.rule_state("r", now) == RuleState(name="r", evaluated_until=now, began=now, seen=7, fired=(moved,))


def test_notices_and_pages_are_due_and_alerts_over_when_they_would_have_been(store: Store, by: timedelta) -> None:
    state = RuleState(name="r", evaluated_until=NOW)
    known = incident(
        last_notice_at=NOW,
        next_notice_at=NOW + 2 * MINUTE,
        paging=Paging(policy=POLICY, level=0, round=2, pages=1, next_at=NOW + 5 * MINUTE),
    )
    store.commit_evaluation(state, [known])
    now = NOW - by
    store.clock_set_back(by, now)
    assert store.due_incidents(now + MINUTE) == []
    (due,) = store.due_incidents(now + 2 * MINUTE)
    assert due.paging
    assert (due.next_notice_at, due.paging.next_at) == (now + 2 * MINUTE, now + 5 * MINUTE)
    assert due.alerts[0].ends_at == now + 30 * MINUTE
    assert due.last_notice_at == now
    assert due.opened_at == NOW


def test_what_was_due_before_stays_due(store: Store) -> None:
    store.sync_sources({"feed": 5 * MINUTE}, NOW - DAY)
    enqueued(store, next_try_at=NOW - DAY)
    store.clock_set_back(10 * MINUTE, NOW)
    assert store.source_states()[0].next_due_at == NOW - DAY
    assert due_at(store) == NOW - DAY
