"""What every store must do with what people decide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.errors import Conflict
from storage.records import Delivery, Notice, Response, Silence, Verdict
from storage.store import Store
from tests.conformance.stores import DAY, MINUTE, NOW


def _silence(**more: object) -> Silence:
    settings = {"match": {"brand": ("Acme",)}, "who": "Mia", "reason": "launch", "starts_at": NOW, "ends_at": NOW + DAY}
    return Silence(**{**settings, **more})  # type: ignore[arg-type]


def _crisis() -> Response:
    return Response(incident_id=7, severity=1, declared_at=NOW, declared_by="Mia", next_update_at=NOW + 15 * MINUTE)


def test_a_silence_is_found_until_it_ends(store: Store) -> None:
    saved = store.save_silence(_silence())
    assert store.silences(NOW) == [saved]
    assert store.silences(NOW + DAY) == []


def test_a_silence_that_is_ended_early_is_the_same_one(store: Store) -> None:
    saved = store.save_silence(_silence())
    store.save_silence(replace(saved, ends_at=NOW + MINUTE))
    assert store.silences(NOW + 2 * MINUTE) == []
    assert len(store.silences(NOW)) == 1


def test_the_later_word_of_a_person_counts(store: Store) -> None:
    first = Verdict(incident_id=1, rule="volume", useful=False, who="Mia", at=NOW)
    store.add_verdict(first)
    store.add_verdict(replace(first, useful=True, at=NOW + MINUTE))
    store.add_verdict(replace(first, who="Bo", at=NOW))
    assert [(one.who, one.useful) for one in store.verdicts(NOW)] == [("Bo", False), ("Mia", True)]
    assert [one.who for one in store.verdicts(NOW + MINUTE)] == ["Mia"]


def test_of_two_who_change_a_crisis_record_the_second_is_refused(store: Store) -> None:
    saved = store.commit_response(_crisis(), [])
    store.commit_response(replace(saved, phase="identified"), [])
    with pytest.raises(Conflict):
        store.commit_response(replace(saved, phase="monitoring"), [])
    with pytest.raises(Conflict):
        store.commit_response(_crisis(), [])
    found = store.response(7)
    assert found is not None
    assert (found.phase, found.version) == ("identified", 2)


def test_a_crisis_record_is_due_when_its_next_update_is(store: Store) -> None:
    saved = store.commit_response(_crisis(), [])
    assert store.due_responses(NOW + 14 * MINUTE) == []
    assert store.due_responses(NOW + 15 * MINUTE) == [saved]
    store.commit_response(replace(saved, phase="resolved", next_update_at=None), [])
    assert store.due_responses(NOW + DAY) == []
    assert store.responses(unresolved=True) == []
    assert len(store.responses()) == 1


def test_a_token_can_be_spent_once(store: Store) -> None:
    assert store.redeem("abc", NOW)
    assert not store.redeem("abc", NOW + DAY)
    assert store.redeem("abd", NOW)


def test_a_message_that_belongs_to_no_incident_is_put_into_the_outbox_once(store: Store) -> None:
    notice = Notice(
        kind="test", incident_id=None, thread="t", number=1, title="T", severity=3, scope="all", created_at=NOW
    )
    message = Delivery(key="test/1", target="team", notice=notice, next_try_at=NOW)
    store.enqueue([message])
    store.enqueue([replace(message, target="others"), replace(message, key="test/2")])
    assert [(each.key, each.target) for each in store.deliveries()] == [("test/2", "team"), ("test/1", "team")]


def test_tokens_are_kept_for_longer_than_any_link_works(store: Store) -> None:
    store.redeem("abc", NOW)
    store.forget({}, NOW + 31 * DAY)
    assert not store.redeem("abc", NOW + 31 * DAY)
    store.forget({}, NOW + 61 * DAY)
    assert store.redeem("abc", NOW + 61 * DAY)
