"""The bill of silence: what was held back, what of it mattered, and what another setting would have told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from listener.reports.carried import carried
from listener.reports.compose import compose
from listener.reports.document import Row, Table, plain
from listener.reports.page import page
from listener.reports.record import Record
from listener.reports.verify import verify
from rules.volume import Volume
from storage.records import AuditEntry, AuditSubject, Incident, Poll, SourceState
from storage.store import Store
from tests.conformance.stores import delivery, incident
from tests.worlds.bursts import put, spoken
from tests.worlds.mentions import NOW, Filled, mention
from tests.worlds.reported import ask

HOUR = timedelta(hours=1)
RULE = Volume(name="rise / day", scope="brand:Acme")


def held(store: Store, fingerprint: str, about: AuditSubject, id: int | None, hours: float) -> None:
    at = NOW - HOUR * hours
    entry = AuditEntry(
        at=at, who="listener", via="service", what="silenced", about=about, id=id, fingerprint=fingerprint
    )
    store.audit(entry)


def taken(store: Store, fingerprint: str, hours: float, **more: Any) -> Incident:
    began = NOW - HOUR * hours
    [raised] = incident().alerts
    raised = replace(raised, fingerprint=fingerprint, starts_at=began, ends_at=began + HOUR)
    known: dict[str, Any] = {
        "key": f"k{fingerprint}",
        "opened_at": began,
        "alerts": (raised,),
        "acknowledged_by": "Mia",
        **more,
    }
    return store.commit_incident(incident(**known), [])


def rows(store: Store, **more: Any) -> Sequence[Row]:
    blocks = compose(store, ask(**more)).blocks
    [found] = [each for each in blocks if isinstance(each, Table) and each.title == "The bill of silence"]
    return found.rows


def bill(store: Store, **more: Any) -> dict[str, tuple[float | None, ...]]:
    """Of each line how much was held back, and how much of it mattered."""
    return {
        plain(row.name): tuple(piece.value for cell in row.cells for piece in cell if isinstance(piece, Record))
        for row in rows(store, **more)
    }


def test_what_a_silence_held_back_is_counted_and_what_of_it_mattered(filled: Filled):
    store = filled()
    taken(store, "f1", 30)
    taken(store, "f2", 30, acknowledged_by=None)
    taken(store, "f3", 24 * 30)
    held(store, "f1", "silence", 3, 31)
    held(store, "f1", "silence", 3, 29)
    for number, fingerprint in enumerate(("f1", "f2", "f3")):
        held(store, fingerprint, "inhibition", None, 40 + number)
    held(store, "f1", "silence", 3, 24 * 9)
    assert bill(store)["alerts that somebody silenced"] == (2, 2)
    assert bill(store)["alerts held back while another alert went on"] == (3, 1), "one of another month is no reason"


def test_messages_over_a_limit_and_those_in_digests_are_told_apart(filled: Filled):
    store = filled()
    minded, other = (taken(store, name, 30, acknowledged_by=who).id for name, who in (("f1", "Mia"), ("f2", None)))
    for name, preferred, ids in (("limit", False, (minded, minded, other)), ("digest", True, (minded, other))):
        keys = [f"{name}{number}" for number in range(len(ids))]
        made = [delivery(key, next_try_at=NOW - 30 * HOUR) for key in keys]
        store.enqueue(
            [replace(one, notice=replace(one.notice, incident_id=id)) for one, id in zip(made, ids, strict=True)]
        )
        members = [each for each in store.claim_deliveries(NOW - 30 * HOUR, HOUR, 9) if each.key in keys]
        store.bundle(delivery(name, preferred=preferred), members, NOW - 30 * HOUR)
    assert bill(store)["messages that came inside of another, as their channel was at its limit"] == (3, 2)
    assert bill(store)["messages that came in a digest, as somebody prefers it"] == (2, 1)


def test_copies_matter_where_an_incident_rests_on_their_story(filled: Filled):
    said = ("acme cola has glass in it, take care all of you", "acme cola is sold at a new shop in town, go there soon")
    posts = [
        mention(said[number % 2], number, url=f"https://x.example.org/{number}", permalink=None)
        for number in range(1, 6)
    ]
    store = filled(posts)
    [raised] = incident().alerts
    glass = [each.id for each in store.export() if "glass" in each.mention.text]
    raised = replace(raised, evidence=tuple(glass[:1]), starts_at=NOW - HOUR, ends_at=NOW)
    store.commit_incident(replace(incident(), opened_at=NOW - HOUR, alerts=(raised,), acknowledged_by="Mia"), [])
    assert bill(store)["posts that were copies of another"] == (len(posts) - 2, len(glass) - 1)


def test_time_in_which_nothing_could_be_read_and_what_began_in_it(filled: Filled):
    store = filled()
    taken(store, "f1", 30)
    taken(store, "f2", 10)
    assert not any("could not be read" in words for words in bill(store)), "the ledger knows nothing"
    for hours, health in [(72, "ok"), *((back, "broken") for back in range(36, 24, -1)), (24, "ok")]:
        state = SourceState(name="feed", health=health, polled_at=NOW - HOUR * hours, next_due_at=NOW)
        store.commit_polls([Poll(state=state)], NOW - HOUR * hours)
    [row] = [row for row in rows(store) if "could not be read" in plain(row.name)]
    assert [plain(cell) for cell in row.cells] == ["17\u202f%", "1"], "12 of 72 hours; the other opened later"


@pytest.mark.parametrize(("hours", "below"), [(90, (1, 1)), (50, (1, 0))])
def test_what_stayed_below_a_threshold_and_mattered(filled: Filled, hours: float, below: tuple[int, int]):
    store = filled()
    put(store, spoken(24 * 9, {30: 90, 60: 30, 90: 21}, rate=12.0))
    taken(store, "f1", hours, resolved_at=NOW - HOUR * (hours - 1), state="resolved")
    words = "alerts that stayed below a threshold, by one step of the setting"
    assert words not in bill(store), "no rule was tried, so nobody knows"
    assert bill(store, rules=[RULE])[words] == below


@pytest.mark.parametrize(("hours", "mattered"), [(40, 1), (20, 0)])
def test_what_another_setting_would_have_told_and_what_of_it_mattered(filled: Filled, hours: float, mattered: int):
    store = filled()
    put(store, spoken(24 * 9, {30: 90, 60: 30, 90: 21}, rate=12.0))
    taken(store, "f1", hours, resolved_at=NOW - HOUR * (hours - 1), state="resolved")
    report = compose(store, ask(rules=[RULE], type="weekly"))
    found = {record.id: record for record in report.records}
    told = [found[f"alerts by back-test/all/now/rise / day: {step}"].value for step in ("stricter", "as set", "looser")]
    assert told == [1, 2, 3]
    assert found["alerts by back-test that mattered/all/now/rise / day: stricter"].value == mattered
    assert verify(store, carried(page(report).encode()), {}).changed == []
