"""The bill of silence: what was held back, what of it mattered, and what another setting would have told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from listener.reports.compose import compose
from listener.reports.page import page
from listener.reports.record import Record
from listener.reports.verify import carried, verify
from rules.volume import Volume
from storage.records import AuditEntry, AuditSubject, Incident
from storage.store import Store
from tests.conformance.stores import incident
from tests.worlds.bursts import put, spoken
from tests.worlds.mentions import NOW, Filled
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


def numbers(store: Store, **more: Any) -> dict[str, Record]:
    return {record.id: record for record in compose(store, ask(**more)).records}


def test_what_a_silence_held_back_is_counted_and_what_of_it_mattered(filled: Filled):
    store = filled()
    taken(store, "f1", 30)
    taken(store, "f2", 30, acknowledged_by=None)
    taken(store, "f3", 24 * 30)
    held(store, "f1", "silence", 3, 31)
    held(store, "f1", "silence", 3, 29)
    for number, fingerprint in enumerate(("f2", "f3")):
        held(store, fingerprint, "inhibition", None, 40 + number)
    held(store, "f1", "silence", 3, 24 * 9)
    found = numbers(store)
    assert found["alerts held back/all/now"].value == 4
    assert found["held back, and mattered/all/now"].value == 2, "an incident of another month is no reason"


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
