"""Every engine of the store: files that were sent to be imported."""

from __future__ import annotations

from dataclasses import replace

from storage.records import Actor, Upload
from storage.store import Store
from tests.conformance.stores import NOW

MIA = Actor(name="Mia", role="manager", via="view")
SENT = Upload(name="a.csv", size=9, source="survey", choices={"map": "text=Kommentar"}, by=MIA, sent_at=NOW)


def test_a_file_is_found_by_its_number_as_it_was_saved_last(store: Store) -> None:
    first, second = store.add_upload(SENT), store.add_upload(SENT)
    assert (first.id, second.id) == (1, 2)
    assert store.uploads() == [second, first]
    seen = replace(first, rows=3, columns={"text": "Kommentar"}, first=((NOW, "Bo", "Hello"),), problems=("row 2",))
    assert store.save_upload(seen)
    assert store.upload(1) == seen
    assert store.upload(9) is None


def test_what_is_over_or_gone_is_not_saved_again(store: Store) -> None:
    made = store.add_upload(SENT)
    assert store.save_upload(replace(made, status="running"))
    assert store.save_upload(replace(made, status="done", new=3))
    assert not store.save_upload(replace(made, status="running"))
    assert store.remove_upload(made.id or 0)
    assert not store.remove_upload(made.id or 0)
    assert not store.save_upload(made)
    assert store.uploads() == []
