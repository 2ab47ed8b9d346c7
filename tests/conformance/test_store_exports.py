"""Exports that are written beside everything else are kept until they are over, and never raised from there."""

from __future__ import annotations

from dataclasses import replace

from storage.records import Export
from storage.store import Store
from tests.conformance.stores import NOW


def test_an_export_is_kept_changed_and_forgotten(store: Store) -> None:
    first, second = (
        store.add_export(Export(asked={"q": word}, format="csv", who="Mia", asked_at=NOW)) for word in ("lid", "cap")
    )
    assert store.exports() == [second, first]
    assert store.save_export(replace(first, status="running", done=7))
    assert store.export_of(first.id or 0) == replace(first, status="running", done=7)
    assert store.remove_export(second.id or 0)
    assert not store.remove_export(second.id or 0)
    assert not store.save_export(replace(second, done=1))
    assert store.export_of(second.id or 0) is None


def test_what_is_over_stays_as_it_is(store: Store) -> None:
    made = store.add_export(Export(asked={}, format="csv", who="Mia", asked_at=NOW))
    assert store.save_export(replace(made, status="cancelled"))
    assert not store.save_export(replace(made, status="running"))
    assert store.exports()[0].status == "cancelled"
