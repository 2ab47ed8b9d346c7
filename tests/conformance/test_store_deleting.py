"""What a source says is deleted there goes here too, and what it counted stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from storage.records import Refused
from storage.store import Store
from tests.conformance.stores import MINUTE, NOW, poll, post, texts


def collected(store: Store) -> None:
    store.sync_sources({"toots": 5 * MINUTE, "feed": 5 * MINUTE}, NOW)
    store.commit_polls([poll("toots", post("1", "acme leaks"), post("2", "acme holds"))], NOW)


def test_a_deleted_post_is_found_no_more_and_the_others_stay(store: Store):
    collected(store)
    [done] = store.commit_polls([replace(poll("toots"), deleted=("1", "unknown"))], NOW)
    assert done.deleted == 1
    assert texts(store, "acme") == ["acme holds"]
    assert [stored.mention.native_id for stored in store.export()] == ["2"]


def test_the_ids_of_another_source_are_not_meant(store: Store):
    collected(store)
    [done] = store.commit_polls([replace(poll("feed"), deleted=("1", "2"))], NOW)
    assert done.deleted == 0
    assert len(texts(store, "acme")) == 2


def test_a_post_that_comes_and_goes_in_one_batch_is_gone(store: Store):
    store.sync_sources({"toots": 5 * MINUTE}, NOW)
    [done] = store.commit_polls([replace(poll("toots", post("1")), deleted=("1",))], NOW)
    assert (done.new, done.deleted) == (1, 1)
    assert list(store.export()) == []


def test_what_was_put_aside_and_is_deleted_there_is_put_aside_no_more(store: Store):
    store.sync_sources({"toots": 5 * MINUTE}, NOW)
    store.commit_polls([replace(poll("toots"), refused=(Refused(native_id="9", reason="no text"),))], NOW)
    store.commit_polls([replace(poll("toots"), deleted=("9",))], NOW + timedelta(minutes=5))
    assert store.put_aside("toots") == []


def test_deleting_twice_changes_nothing_more(store: Store):
    collected(store)
    gone = replace(poll("toots"), deleted=("1",))
    store.commit_polls([gone], NOW)
    assert store.commit_polls([gone], NOW)[0].deleted == 0
    assert store.totals()["mentions"] == 1
