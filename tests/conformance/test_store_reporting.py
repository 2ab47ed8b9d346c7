"""Reports that wait for a person, as a store of any engine keeps them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.errors import Conflict
from storage.records import Notice, ReportDraft, Scope
from storage.store import Store
from tests.conformance.stores import DAY, NOW, delivery

NOTICE = Notice(
    kind="report", incident_id=None, thread="r", number=1, title="Café", severity=3, scope=Scope.ALL, created_at=NOW
)
DRAFT = ReportDraft(key="a1", report="week", notice=NOTICE, made_at=NOW)


def test_a_report_waits_until_somebody_decides(store: Store) -> None:
    store.add_draft(DRAFT, [delivery("ask")])
    assert store.draft_report("a1") == DRAFT
    assert (store.draft_reports(waiting=True), store.drafts_waiting()) == ([DRAFT], 1)
    sent = replace(DRAFT, decided_at=NOW + DAY, decided_by="Mia", sent=True)
    store.decide_draft(sent, [delivery("go")])
    assert (store.draft_reports(waiting=True), store.draft_reports(waiting=False)) == ([], [sent])
    assert store.drafts_waiting() == 0
    assert {each.key for each in store.deliveries()} == {"ask", "go"}


def test_a_report_that_is_made_again_is_the_one_that_waits(store: Store) -> None:
    for _ in range(2):
        store.add_draft(DRAFT, [delivery("ask")])
    store.decide_draft(replace(DRAFT, decided_at=NOW, decided_by="Mia"), [])
    store.add_draft(DRAFT, [delivery("ask")])
    assert [each.waits for each in store.draft_reports()] == [False]
    assert len(store.deliveries()) == 1


def test_who_is_second_is_told_and_sends_nothing(store: Store) -> None:
    store.add_draft(DRAFT, [])
    store.decide_draft(replace(DRAFT, decided_at=NOW, decided_by="Mia"), [])
    with pytest.raises(Conflict, match="somebody else"):
        store.decide_draft(replace(DRAFT, decided_at=NOW, decided_by="Bo", sent=True), [delivery("go")])
    assert store.deliveries() == []
    assert store.draft_report("nobody") is None


def test_the_newest_come_first(store: Store) -> None:
    for number in range(4):
        store.add_draft(replace(DRAFT, key=f"k{number}"), [])
    assert [each.key for each in store.draft_reports(limit=2)] == ["k3", "k2"]
    assert [each.key for each in store.draft_reports(before="k2", limit=2)] == ["k1", "k0"]
    store.decide_draft(replace(DRAFT, key="k2", decided_at=NOW, decided_by="Mia"), [])
    assert [each.key for each in store.draft_reports(waiting=True, before="k2", limit=1)] == ["k1"]
    assert [store.draft_reports(before=key) for key in ("k0", "nobody")] == [[], []]
    store.add_draft(replace(DRAFT, key="k4"), [])
    assert store.drafts_waiting() == 4
