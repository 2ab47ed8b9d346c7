"""Every engine of the store: deliveries that wait for each other, and what tells several of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storage.errors import Conflict
from storage.records import Bundled, Delivery, RuleState, Sent
from storage.store import Store
from tests.conformance.stores import DAY, MINUTE, NOW, delivery, incident


def enqueued(store: Store, *keys: str, **changes: Any) -> list[Delivery]:
    """Claimed deliveries of these keys."""
    (saved,) = store.commit_evaluation(RuleState(name="r", evaluated_until=NOW), [incident()])
    store.commit_incident(saved, [delivery(key, **changes) for key in keys])
    return store.claim_deliveries(NOW, MINUTE, 9)


def test_a_delivery_that_was_claimed_counts_as_begun_until_it_is_put_off(store: Store) -> None:
    (claimed,) = enqueued(store, "k1")
    assert not claimed.begun
    (again,) = store.claim_deliveries(NOW + MINUTE, MINUTE, 9)
    assert again.begun
    store.put_off([replace(claimed, next_try_at=NOW + 5 * MINUTE, held=True)])
    assert store.claim_deliveries(NOW + 4 * MINUTE, MINUTE, 9) == []
    (held,) = store.claim_deliveries(NOW + 5 * MINUTE, MINUTE, 9)
    assert (held.begun, held.held) == (False, True)


def test_the_newest_that_wait_are_shown_first_whenever_they_are_due(store: Store) -> None:
    sent, *_ = enqueued(store, "k1", "k2")
    store.finish_delivery(replace(sent, sent_at=NOW))
    store.enqueue([delivery("k3", next_try_at=NOW - DAY), delivery("k4", next_try_at=NOW + DAY)])
    assert [one.key for one in store.deliveries(pending=True)] == ["k4", "k3", "k2"]
    assert [one.key for one in store.deliveries(pending=True, limit=2)] == ["k4", "k3"]


def test_a_bundle_stands_for_its_members_from_one_moment_on(store: Store) -> None:
    members = enqueued(store, "k1", "k2")
    bundle = store.bundle(delivery("b", next_try_at=NOW + MINUTE), members, NOW)
    assert [one.key for one in store.deliveries(pending=True)] == ["b"]
    assert [(one.within, one.sent_at) for one in store.deliveries(pending=False)] == [("b", NOW)] * 2
    assert store.sent_since(NOW - DAY) == []
    store.finish_delivery(replace(bundle, sent_at=NOW + MINUTE))
    assert store.sent_since(NOW) == [Sent(target="team", at=NOW + MINUTE)]


def test_what_has_an_outcome_enters_no_bundle_and_then_nothing_does(store: Store) -> None:
    members = enqueued(store, "k1", "k2")
    store.finish_delivery(replace(members[0], sent_at=NOW))
    with pytest.raises(Conflict):
        store.bundle(delivery("b"), members, NOW)
    assert [one.key for one in store.deliveries(pending=True)] == ["k2"]
    assert [one.key for one in store.deliveries()] == ["k2", "k1"]


def test_what_came_inside_of_another_is_told_by_why_and_when(store: Store) -> None:
    members = enqueued(store, "k1", "k2", "k3")
    store.bundle(delivery("b", preferred=True), members[:1], NOW)
    store.bundle(delivery("c"), members[1:], NOW + MINUTE)
    wanted = Bundled(incident_id=members[0].notice.incident_id, preferred=True)
    assert store.told_together(NOW, NOW + MINUTE) == [wanted]
    assert store.told_together(NOW, NOW + DAY) == [wanted, *[replace(wanted, preferred=False)] * 2]
    assert store.told_together(NOW + 2 * MINUTE, NOW + DAY) == []


def test_what_was_sent_is_known_by_recipient_and_time(store: Store) -> None:
    (first,) = enqueued(store, "k1", to=("bo@example.org",))
    store.finish_delivery(replace(first, sent_at=NOW + MINUTE, next_try_at=NOW + DAY))
    assert store.sent_since(NOW) == [Sent(target="team", to=("bo@example.org",), at=NOW + MINUTE)]
    assert store.sent_since(NOW + MINUTE) == []


def test_a_message_about_a_number_without_end_has_an_outcome_like_any_other(store: Store) -> None:
    endless = replace(delivery("k").notice, alerts=incident().alerts)
    first, second, third = enqueued(store, "k1", "k2", "k3", notice=endless)
    store.finish_delivery(replace(first, sent_at=NOW))
    store.finish_delivery(replace(second, permanent=True))
    store.bundle(delivery("all", notice=endless, next_try_at=NOW + MINUTE), [third], NOW)
    assert [each.key for each in store.failed_deliveries()] == ["k2"]
    assert store.totals()["failed deliveries"] == 1
    assert store.sent_since(NOW - MINUTE) == [Sent(target="team", to=(), at=NOW)]
    assert [each.incident_id for each in store.told_together(NOW, NOW + DAY)] == [1]


def test_messages_are_found_by_their_keys(store: Store) -> None:
    store.enqueue([delivery(key) for key in ("a", "b", "c/Mia")])
    assert {each.key for each in store.deliveries_of(["c/Mia", "a", "nothing"])} == {"a", "c/Mia"}
    assert store.deliveries_of([]) == []


def test_what_became_of_the_messages_of_a_thread(store: Store) -> None:
    """Of another incident whose number begins alike nothing comes along."""
    store.enqueue([delivery("incident-1/2/team"), delivery("incident-10/1/team")])
    store.enqueue([delivery("incident-1/page-1/team/Mia", person="Mia", to=("mia@example.org",))])
    (first, *_) = store.claim_deliveries(NOW, MINUTE, 1)
    store.finish_delivery(replace(first, permanent=True, error="550 no such box"))
    refused, waits = store.outgoing("incident-1")
    assert (refused.permanent, refused.error, refused.sent_at) == (True, "550 no such box", None)
    assert (waits.person, waits.to, waits.kind, waits.at, waits.due_at) == (
        "Mia", ("mia@example.org",), "opened", NOW, NOW,
    )  # fmt: skip
    assert store.outgoing("incident-1", 1) == [waits]
    assert store.outgoing("incident") == []
