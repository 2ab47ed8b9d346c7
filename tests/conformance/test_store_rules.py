"""Every engine of the store: what rules see (counts, readings, hits), incidents and the outbox."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.errors import Conflict
from storage.records import Fired, RuleState, Scope, Series, TimelineEntry
from storage.store import Store
from tests.conformance.stores import (
    ACME,
    BOLT,
    DAY,
    MINUTE,
    NOW,
    delivery,
    incident,
    only,
    poll,
    post,
    reading,
    total,
)


def test_counts_are_by_event_time_and_scope(store: Store) -> None:
    early, late = NOW - 10 * MINUTE, NOW - 1 * MINUTE
    store.commit_polls(
        [
            poll("feed", post("1", published_at=early), post("2", published_at=early, live=False)),
            poll("feed", post("3", published_at=late, matches=(ACME, replace(ACME, query="acme too"), BOLT))),
            poll("feed", post("4", published_at=late, matches=())),
        ],
        NOW,
    )
    scopes = [Series(name) for name in ("all", "brand:Acme", "brand:Bolt", "query:acme too")]
    counts = store.counts(scopes, NOW - 10 * MINUTE, NOW)
    assert [list(counts[one].total) for one in scopes] == [[2, 1], [2, 1], [0, 1], [0, 1]]
    assert [list(counts[one].live) for one in scopes] == [[1, 1], [1, 1], [0, 1], [0, 1]]
    assert counts[scopes[0]].start == NOW - 10 * MINUTE
    unheard = Series(Scope.brand("Nobody"))
    assert store.oldest_counts([scopes[1], unheard]) == {scopes[1]: early, unheard: None}
    assert store.oldest_counts([scopes[1]], early) == {scopes[1]: early}
    assert store.oldest_counts([scopes[1]], early + 5 * MINUTE) == {scopes[1]: NOW - 5 * MINUTE}
    assert store.oldest_counts([scopes[1]], NOW) == {scopes[1]: None}


def test_readings_are_counted_and_recounted(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", matches=(ACME, BOLT)))], NOW)
    id = only(store).id
    store.commit_classifications(
        {(id, 1): reading({"Acme": "negative"}, sentiment="positive", intent="complaint")}, NOW
    )
    assert total(store, Series("query:bolt", "tone:positive")) == (1, 1)
    assert total(store, Series("query:acme", "tone:negative")) == (1, 1)
    assert total(store, Series("brand:Acme", "tone:negative")) == (1, 1)
    assert total(store, Series("brand:Acme", "tone:positive")) == (0, 0)
    assert total(store, Series("all", "tone:positive")) == (1, 1)
    store.commit_classifications({(id, 1): reading(sentiment="positive", intent="spam")}, NOW)
    assert total(store, Series("all", "tone:negative")) == total(store, Series("all", "tone:positive")) == (0, 0)
    assert total(store, Series("brand:Acme", "tone:negative")) == (0, 0)
    assert total(store, Series("all", "intent:spam")) == (1, 0)
    store.commit_polls([poll("feed", post("1", "edited", matches=(ACME,)))], NOW)
    assert total(store, Series("all", "intent:spam")) == (0, 0)
    assert total(store, Series("brand:Bolt")) == (0, 0)
    assert total(store, Series("brand:Acme")) == (1, 1)


def test_what_a_later_reading_adds_is_no_news(store: Store) -> None:
    """It counts in what is usual, and no rule takes it for something that has just happened."""
    store.commit_polls([poll("feed", post("1", matches=(ACME,)))], NOW)
    id, leak = only(store).id, Series("brand:Acme", "risk:breach")
    store.commit_classifications({(id, 1): reading(intent="praise", risk="none")}, NOW)
    store.commit_classifications({(id, 1): reading(intent="praise", risk="breach")}, NOW)
    assert total(store, leak) == (1, 0)
    assert total(store, Series("brand:Acme", "intent:praise")) == (1, 1)
    store.rematch([(id, [])], NOW)
    assert total(store, leak) == (0, 0)
    store.rematch([(id, [ACME])], NOW)
    assert total(store, leak) == (1, 0)
    store.commit_classifications({(id, 1): reading(intent="praise", risk="none")}, NOW)
    assert total(store, leak) == (0, 0)
    assert total(store, Series("brand:Acme", "risk:none")) == (1, 1)
    store.commit_polls([poll("feed", post("1", "edited", matches=(ACME,)))], NOW)
    store.commit_classifications({(id, 2): reading(risk="breach")}, NOW)
    assert total(store, leak) == (1, 1)


def test_mentions_wait_until_their_present_text_is_read(store: Store) -> None:
    store.commit_polls([poll("feed", post("1"), post("2", published_at=NOW - DAY), post("3", matches=()))], NOW)
    newest, older = store.unclassified(9)
    assert (newest.mention.native_id, older.mention.native_id) == ("1", "2")
    store.commit_polls([poll("feed", post("1", "edited meanwhile"))], NOW)
    store.commit_classifications(
        {(newest.id, 1): reading(intent="praise"), (older.id, 1): reading(intent="praise")}, NOW
    )
    assert [one.mention.text for one in store.unclassified(9)] == ["edited meanwhile"]
    store.commit_classifications({(newest.id, 2): reading(intent="question")}, NOW)
    assert store.unclassified(9) == []
    found = store.mention(newest.id)
    assert found is not None
    assert found.classification == reading(intent="question")


def test_the_log_has_one_row_at_the_match_and_one_at_the_reading(store: Store) -> None:
    store.commit_polls([poll("feed", post("1"), post("2", live=False), post("3", matches=()))], NOW)
    matched = store.hits_after(0, read=False, limit=9)
    assert [(hit.stored.mention.native_id, hit.live) for hit in matched] == [("1", True), ("2", False)]
    assert store.hits_after(0, read=True, limit=9) == []
    first = matched[0].stored.id
    store.commit_classifications({(first, 1): reading(intent="complaint")}, NOW)
    store.commit_classifications({(first, 1): reading(intent="praise")}, NOW)
    (read,) = store.hits_after(matched[-1].seq, read=True, limit=9)
    assert (read.scopes, read.live, read.stored.id) == (("all", "brand:Acme", "query:acme"), True, first)
    assert store.hits_after(read.seq, read=True, limit=9) == []


def test_an_edit_of_what_was_never_live_is_never_live(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", live=False))], NOW)
    store.commit_polls([poll("feed", post("1", "and Bolt", matches=(ACME, BOLT)))], NOW)
    assert [hit.live for hit in store.hits_after(0, read=False, limit=9)] == [False, False]
    assert total(store, Series("brand:Bolt")) == (1, 0)


def test_a_new_rule_starts_at_the_end_of_the_log(store: Store) -> None:
    assert store.rule_state("r", NOW) == RuleState(name="r", evaluated_until=NOW, began=NOW, seen=0)
    store.commit_polls([poll("feed", post("1"), post("2"))], NOW)
    assert store.rule_state("r", NOW).seen == 2
    saved = RuleState(name="r", evaluated_until=NOW, seen=1, fired=(Fired(fingerprint="x", ends_at=NOW, severity=2),))
    store.commit_evaluation(saved, [])
    assert store.rule_state("r", NOW + DAY) == saved


def test_changed_queries_recount_the_past_in_silence(store: Store) -> None:
    store.commit_polls([poll("feed", post("1"), post("2", matches=()))], NOW)
    ids = {found.mention.native_id: found.id for found in store.search()}
    log = len(store.hits_after(0, read=False, limit=99))
    assert store.rematch([(ids["1"], []), (ids["2"], [BOLT]), (12345, [BOLT])], NOW) == 2
    assert total(store, Series("brand:Acme")) == (0, 0)
    assert total(store, Series("brand:Bolt"))[0] == 1
    assert [found.id for found in store.search(scope="brand:Bolt")] == [ids["2"]]
    assert store.search(scope="brand:Acme") == []
    assert [found.id for found in store.unclassified(9)] == [ids["2"]]
    store.commit_classifications({(ids["2"], 1): reading(intent="praise")}, NOW)
    assert len(store.hits_after(0, read=False, limit=99)) == log
    assert store.hits_after(0, read=True, limit=99) == []


def test_an_incident_is_saved_step_by_step(store: Store) -> None:
    state = RuleState(name="r", evaluated_until=NOW)
    opened = incident(timeline=(TimelineEntry(at=NOW, kind="opened", what="opened"),), next_notice_at=NOW + MINUTE)
    (saved,) = store.commit_evaluation(state, [opened])
    assert (saved.id is not None, saved.version) == (True, 1)
    assert store.incident(saved.key) == store.incident_by_id(saved.id or 0) == saved
    assert store.due_incidents(NOW) == []
    assert store.due_incidents(NOW + MINUTE) == [saved]
    told = store.commit_incident(replace(saved, next_notice_at=None), [delivery("k1")])
    assert store.due_incidents(NOW + MINUTE) == []
    assert store.due_incidents(NOW + 30 * MINUTE) == [told]
    resolved = store.commit_incident(replace(told, state="resolved", resolved_at=NOW), [])
    assert store.due_incidents(NOW + DAY) == []
    assert store.incidents(unresolved=True) == []
    (again,) = store.commit_evaluation(state, [incident(follows=resolved.id)])
    assert store.incident(again.key) == again
    assert [one.id for one in store.incidents()] == [again.id, resolved.id]


def test_a_stale_incident_is_refused_and_nothing_of_the_step_is_kept(store: Store) -> None:
    (saved,) = store.commit_evaluation(RuleState(name="r", evaluated_until=NOW), [incident()])
    store.commit_incident(replace(saved, acknowledged_by="ann"), [])
    with pytest.raises(Conflict):
        store.commit_incident(saved, [delivery("k1")])
    with pytest.raises(Conflict):
        store.commit_evaluation(RuleState(name="r", evaluated_until=NOW + DAY), [incident()])
    assert store.deliveries() == []
    assert store.rule_state("r", NOW).evaluated_until == NOW


def test_a_delivery_is_claimed_leased_and_finished_once(store: Store) -> None:
    (saved,) = store.commit_evaluation(RuleState(name="r", evaluated_until=NOW), [incident()])
    saved = store.commit_incident(saved, [delivery("k1"), delivery("k2", next_try_at=NOW + DAY)])
    store.commit_incident(saved, [delivery("k1", target="other")])
    (claimed,) = store.claim_deliveries(NOW, MINUTE, 9)
    assert (claimed.key, claimed.target, claimed.notice) == ("k1", "team", delivery("k1").notice)
    assert store.claim_deliveries(NOW, MINUTE, 9) == []
    assert [one.id for one in store.claim_deliveries(NOW + MINUTE, MINUTE, 9)] == [claimed.id]
    store.finish_delivery(replace(claimed, sent_at=NOW))
    store.finish_delivery(replace(claimed, error="too late to matter", permanent=True))
    assert [one.key for one in store.deliveries(pending=True)] == ["k2"]
    (done,) = store.deliveries(pending=False)
    assert (done.sent_at, done.error) == (NOW, None)
    assert [one.key for one in store.deliveries()] == ["k2", "k1"]


def test_a_permanent_failure_stays_visible(store: Store) -> None:
    (saved,) = store.commit_evaluation(RuleState(name="r", evaluated_until=NOW), [incident()])
    store.commit_incident(saved, [delivery("k1")])
    (claimed,) = store.claim_deliveries(NOW, MINUTE, 9)
    store.finish_delivery(replace(claimed, attempt=1, error="no such mailbox", permanent=True))
    assert store.claim_deliveries(NOW + DAY, MINUTE, 9) == []
    assert (store.totals()["failed deliveries"], store.totals()["open incidents"]) == (1, 1)
    assert store.deliveries(pending=False)[0].error == "no such mailbox"


def test_a_rule_that_is_forgotten_is_new_when_it_is_asked_again(store: Store) -> None:
    store.commit_progress([RuleState(name=name, evaluated_until=NOW, began=NOW) for name in "ab"])
    store.forget_rules(["a", "nobody"])
    later = NOW + DAY
    assert store.rule_state("a", later).began == later
    assert store.rule_state("b", later).evaluated_until == NOW
