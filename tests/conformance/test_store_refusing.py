"""Every engine of the store: what cannot be stored takes nothing along, and is kept aside with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.records import Author, Mention, Refused, Scope, Series
from storage.store import Store
from tests.conformance.stores import DAY, MINUTE, NOW, poll, post, total

BAD = [
    {"author": Author(name="x", followers=10**40)},
    {"engagement": {"likes": {1}}, "author": None},
    {"collected_at": NOW.replace(tzinfo=None)},
    {"extra": {"x": {1, 2}}, "author": 7},
    {"native_id": "bad\ud800", "author": Author(id="a", followers=2**64)},
]


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
def test_one_arrival_of_many_that_cannot_be_stored_is_put_aside_alone(store: Store, bad: dict[str, object]) -> None:
    arrivals = [post(str(number)) for number in range(25)]
    arrivals[11] = replace(arrivals[11], mention=replace(arrivals[11].mention, **bad))
    done, other = store.commit_polls([poll("feed", *arrivals, cursor={"page": 2}), poll("else", post("x"))], NOW)
    assert (done.new, len(done.refused), other.new) == (24, 1, 1)
    assert total(store, Series(Scope.ALL)) == (25, 25)
    assert len(list(store.export())) == len(store.search(limit=99)) == store.totals()["mentions"] == 25
    (aside,) = store.put_aside("feed")
    assert store.put_aside("else") == []
    assert store.put_aside() == [aside]
    assert (aside.source, aside.at, aside.tries, store.totals()["put aside"]) == ("feed", NOW, 1, 1)
    assert aside.reason
    state = store.source_state("feed")
    assert state
    assert (state.cursor, state.health, state.new) == ({"page": 2}, "ok", 24)


def test_what_comes_again_is_counted_and_what_is_stored_at_last_is_no_longer_aside(store: Store) -> None:
    bad = post("1", author=Author(name="x", followers=10**40))
    for _ in range(3):
        store.commit_polls([poll("feed", bad, post("2"))], NOW)
    (aside,) = store.put_aside()
    assert (aside.tries, aside.body) == (3, bad.mention)
    store.commit_polls([poll("feed", post("1"))], NOW + MINUTE)
    assert store.put_aside() == []
    assert store.totals()["mentions"] == 2


def test_what_a_source_could_not_read_is_kept_with_its_text(store: Store) -> None:
    lines = [Refused(native_id=f"row {number}", reason="no date", body=f"a,b,{number}\ud800") for number in (3, 4)]
    store.commit_polls([replace(poll("files", post("1")), refused=lines)], NOW)
    found = {each.native_id: (each.reason, each.body) for each in store.put_aside("files")}
    assert found == {"row 3": ("no date", "a,b,3\ufffd"), "row 4": ("no date", "a,b,4\ufffd")}
    store.commit_polls([replace(poll("files"), refused=lines[:1], again=("row 3", "row 4", "row 5"))], NOW)
    assert [(each.native_id, each.tries) for each in store.put_aside()] == [("row 3", 2)]


def test_what_was_dismissed_stays_dismissed_when_it_comes_again(store: Store) -> None:
    bad, other = (post(id, author=Author(name="x", followers=10**40)) for id in "12")
    store.commit_polls([poll("feed", bad)], NOW)
    assert (store.dismiss_aside("else"), store.dismiss_aside("feed"), store.dismiss_aside()) == (0, 1, 0)
    store.commit_polls([poll("feed", bad, other)], NOW + MINUTE)
    assert {each.native_id: each.dismissed for each in store.put_aside()} == {"1": True, "2": False}


def test_what_is_tried_again_leaves_the_state_of_its_source_alone(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", author=Author(followers=10**40)), cursor={"page": 2})], NOW)
    before = store.source_state("feed")
    assert store.store_again(poll("feed", post("1"), cursor={}), NOW + MINUTE).new == 1
    assert store.source_state("feed") == before
    assert store.put_aside() == []


def test_of_each_source_the_newest_thousand_are_kept_and_none_for_longer_than_its_mentions(store: Store) -> None:
    def refusals(count: int) -> list[Refused]:
        return [Refused(native_id=f"{count} {number}", reason="no date") for number in range(count)]

    store.commit_polls([replace(poll("old"), refused=refusals(5))], NOW - DAY)
    store.commit_polls([replace(poll("feed"), refused=refusals(600))], NOW)
    store.commit_polls([replace(poll("feed"), refused=refusals(700))], NOW + MINUTE)
    kept = store.put_aside("feed")
    assert len(kept) == 1000
    assert sum(each.at > NOW for each in kept) == 700
    store.forget({"old": DAY / 2, "feed": None}, NOW)
    assert store.put_aside("old") == []
    assert len(store.put_aside()) == 1000


def test_a_body_too_large_to_keep_is_cut_to_text(store: Store) -> None:
    bad = post("1", "Acme " * 20_000, author=Author(followers=10**40))
    store.commit_polls([poll("feed", bad)], NOW)
    (aside,) = store.put_aside()
    assert not isinstance(aside.body, Mention)
    assert "Acme" in aside.body
    assert len(aside.body) < 100_000


def test_imports_tell_what_they_could_not_store(store: Store) -> None:
    done = store.import_arrivals("archive", [post("1"), post("2", author=Author(followers=10**40))], NOW)
    assert (done.new, [each.native_id for each in done.refused]) == (1, ["2"])
    assert store.put_aside() == []
