"""Every engine of the store: what is the same post, what is an edit, what is the same story."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storage.records import Author, Rating, Series
from storage.store import Store
from tests.conformance.stores import (
    ACME,
    BOLT,
    DAY,
    MINUTE,
    NOW,
    only,
    poll,
    post,
    texts,
    total,
)


def test_the_same_entry_again_changes_nothing(store: Store) -> None:
    first = store.commit_polls([poll("feed", post("1"))], NOW)
    second = store.commit_polls([poll("feed", post("1"), post("1"))], NOW)
    assert (first[0].new, second[0].new, second[0].known) == (1, 0, 2)
    assert store.totals()["sightings"] == 1
    assert total(store, Series("brand:Acme")) == (1, 1)


@pytest.mark.parametrize("name", ["uri", "permalink"])
def test_one_post_through_two_sources_is_one_mention_with_two_sightings(store: Store, name: str) -> None:
    address: dict[str, Any] = {name: "https://social.example/1"}
    committed = store.commit_polls(
        [poll("a", post("1", "Acme", **address)), poll("b", post("x", "Acme", **address))], NOW
    )
    assert (committed[0].new, committed[1].new, committed[1].sightings) == (1, 0, 1)
    assert [(one.source, one.native_id) for one in only(store).sightings] == [("a", "1"), ("b", "x")]
    assert total(store, Series("all")) == (1, 1)


def test_the_same_native_id_in_two_sources_is_two_mentions(store: Store) -> None:
    store.commit_polls([poll("a", post("1")), poll("b", post("1"))], NOW)
    assert store.totals()["mentions"] == 2


def test_an_outgoing_address_is_no_identity(store: Store) -> None:
    store.commit_polls(
        [poll("a", post("1", url="https://news.example/")), poll("a", post("2", url="https://news.example/"))], NOW
    )
    assert store.totals()["mentions"] == 2


def test_a_name_learnt_at_a_second_sighting_identifies_too(store: Store) -> None:
    store.commit_polls([poll("a", post("1", "Acme", uri="at://1"))], NOW)
    store.commit_polls([poll("b", post("x", "Acme", uri="at://1", permalink="https://b.example/x"))], NOW)
    store.commit_polls([poll("c", post("y", "Acme", permalink="https://b.example/x"))], NOW)
    assert len(only(store).sightings) == 3


@pytest.mark.parametrize("together", [True, False])
def test_an_edit_keeps_the_old_text_and_is_matched_and_read_again(store: Store, together: bool) -> None:
    versions = [
        poll("feed", post("1", "Acme works fine")),
        poll("feed", post("1", "Bolt broke down", matches=(ACME, BOLT))),
    ]
    for batch in [versions] if together else [[one] for one in versions]:
        committed = store.commit_polls(batch, NOW)
    assert committed[-1].edited == 1
    found = only(store)
    assert (found.mention.text, found.mention.revision) == ("Bolt broke down", 2)
    assert [(one.revision, one.text) for one in store.revisions(found.id)] == [(1, "Acme works fine")]
    assert [match.query for match in found.matches] == ["acme", "bolt"]
    assert texts(store, "fine") == []
    assert texts(store, "broke", scope="brand:Bolt") == ["Bolt broke down"]
    assert [hit.scopes for hit in store.hits_after(0, read=False, limit=9)] == [
        ("all", "brand:Acme", "query:acme"),
        ("brand:Bolt", "query:bolt"),
    ]
    assert total(store, Series("brand:Acme")) == total(store, Series("brand:Bolt")) == (1, 1)


def test_an_edit_that_no_longer_matches_leaves_the_counts_and_the_queue(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", "Acme is here"))], NOW)
    store.commit_polls([poll("feed", post("1", "Nothing to see", matches=()))], NOW)
    assert total(store, Series("all")) == (0, 0)
    assert store.unclassified(9) == []
    assert texts(store, "nothing") == ["Nothing to see"]


def test_the_time_and_the_identity_of_an_edited_post_stay(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", "Acme one", published_at=NOW - DAY, uri="at://1"))], NOW)
    before = only(store)
    store.commit_polls([poll("feed", post("1", "Acme two", published_at=NOW, language="en"))], NOW + DAY)
    after = only(store)
    assert (after.id, after.mention.published_at, after.mention.uri) == (before.id, NOW - DAY, "at://1")
    assert after.mention.language == "en"


def test_another_sources_version_of_a_text_is_a_sighting_only(store: Store) -> None:
    store.commit_polls([poll("a", post("1", "Acme, the whole story", uri="at://1"))], NOW)
    (committed,) = store.commit_polls([poll("b", post("x", "Acme, the", uri="at://1"))], NOW)
    assert committed.sightings == 1
    assert (only(store).mention.text, only(store).mention.revision) == ("Acme, the whole story", 1)


def test_another_sources_version_is_adopted_where_it_matches_more(store: Store) -> None:
    store.commit_polls([poll("a", post("1", "Acme", uri="at://1"))], NOW)
    store.commit_polls([poll("b", post("x", "Acme and Bolt", uri="at://1", matches=(ACME, BOLT)))], NOW)
    assert (only(store).mention.text, only(store).mention.revision) == ("Acme and Bolt", 2)
    assert store.hits_after(1, read=False, limit=9)[0].scopes == ("brand:Bolt", "query:bolt")
    again = store.commit_polls([poll("a", post("1", "Acme", uri="at://1"))], NOW)
    assert again[0].known == 1
    assert only(store).mention.revision == 2


def test_what_is_not_to_be_kept_matters_only_where_it_changes_what_is_known(store: Store) -> None:
    unmatched = replace(post("1", "Nothing about them", matches=()), keep=False)
    (committed,) = store.commit_polls([poll("feed", unmatched, post("2", "Acme works"))], NOW)
    assert (committed.new, store.totals()["mentions"]) == (1, 1)
    gone = replace(post("2", "The name is gone", matches=()), keep=False)
    (committed,) = store.commit_polls([poll("feed", gone)], NOW)
    assert (committed.edited, only(store).mention.text) == (1, "The name is gone")
    assert total(store, Series("brand:Acme")) == (0, 0)


def test_ids_follow_event_time_and_are_never_taken_twice(store: Store) -> None:
    same = [post(f"s{number}", published_at=NOW) for number in range(40)]
    store.commit_polls([poll("feed", post("new", published_at=NOW + MINUTE), *same[:20])], NOW)
    store.commit_polls([poll("feed", post("old", published_at=NOW - MINUTE), *same[20:])], NOW)
    order = [found.mention.native_id for found in store.search(limit=99)]
    assert (len(order), order[0], order[-1]) == (42, "new", "old")


def test_everything_said_about_a_mention_comes_back_as_it_went_in(store: Store) -> None:
    arrival = post(
        "id \x00 with nul",
        "Ünïcödé 中文 🎉 \x00 text",
        uri="at://1",
        url="https://a.example",
        permalink="https://a.example/1",
        author=Author(id="7", handle="joe", name="Joe", followers=12),
        title="T",
        language="en",
        published_at=NOW,
        published_raw="yesterday",
        parent_id="p",
        thread_id="t",
        rating=Rating(value=2.5),
        engagement={"likes": 3},
        extra={"tags": ["a", {"b": None}]},
    )
    store.commit_polls([poll("feed", arrival)], NOW)
    found = only(store)
    assert replace(found.mention, id=None, story_id=None) == arrival.mention
    assert found.matches == arrival.matches


def test_lone_surrogates_do_not_cost_the_batch(store: Store) -> None:
    broken = post("\ud800", "bad \udfff text", title="\ud800", extra={"\ud800": ["\udfff"]})
    (committed,) = store.commit_polls([poll("feed", post("1"), broken, post("2"))], NOW)
    assert committed.new == 3
    assert texts(store, "bad") == ["bad \ufffd text"]


def test_what_nests_without_end_does_not_cost_the_batch(store: Store) -> None:
    endless: list[object] = []
    for _ in range(5000):
        endless = [endless]
    (committed,) = store.commit_polls([poll("feed", post("1"), post("2", extra={"deep": endless, "flat": 1}))], NOW)
    assert committed.new == 2
    assert store.search(limit=1)[0].mention.extra["flat"] == 1


def test_near_copies_share_a_story(store: Store) -> None:
    text = "The new Acme kettle caught fire in our kitchen this morning and nobody at support picks up the phone"
    store.commit_polls([poll("feed", post("1", text, published_at=NOW - MINUTE))], NOW)
    store.commit_polls(
        [
            poll(
                "feed",
                post("2", f"RT @joe: {text} https://t.example/x", published_at=NOW),
                post(
                    "3", "Acme opens a shop in the old town hall, which the neighbours like very much", published_at=NOW
                ),
                post("4", text, published_at=NOW + 8 * DAY),
            )
        ],
        NOW,
    )
    stories = {found.mention.native_id: found.mention.story_id for found in store.search()}
    ids = {found.mention.native_id: found.id for found in store.search()}
    assert stories == {"1": ids["1"], "2": ids["1"], "3": ids["3"], "4": ids["4"]}
