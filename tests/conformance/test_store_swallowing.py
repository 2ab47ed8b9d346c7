"""Every engine of the store: no post is swallowed by another that shares its id or its address, and none is doubled."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.records import Arrival, Author
from storage.store import Store
from tests.conformance.stores import DAY, ENGINES, NOW, only, opened, poll, post

PAGE = "https://apps.example/acme"
TEXTS = (
    "Acme app is great",
    "Acme app deletes my photos",
    "The new Acme kettle caught fire in our kitchen this morning and nobody at support picks up the phone",
    "Acme support called me back within an hour, said sorry and sent a new one to my office, which I liked a lot",
)


def review(number: int, **more: object) -> Arrival:
    given: dict[str, object] = {"permalink": PAGE, "published_at": NOW + number * DAY, **more}
    return post(f"r{number}", TEXTS[number % len(TEXTS)] + f", for the {number}th time", **given)  # type: ignore[arg-type]


def rows(*arrivals: Arrival) -> list[Arrival]:
    return [replace(each, row_ids=True) for each in arrivals]


@pytest.mark.parametrize("together", [True, False])
def test_reviews_of_one_page_stay_apart_and_each_is_known_again(store: Store, together: bool) -> None:
    reviews = [review(number) for number in range(6)]
    for batch in [reviews] if together else [[each] for each in reviews]:
        store.commit_polls([poll("feed", *batch)], NOW)
    assert store.totals()["mentions"] == 6
    (again,) = store.commit_polls([poll("feed", *reversed(reviews))], NOW)
    assert (again.new, again.known) == (0, 6)


@pytest.mark.parametrize("together", [True, False])
def test_at_a_shared_address_what_is_said_tells_which_post_another_source_shows(store: Store, together: bool) -> None:
    reviews = [review(number) for number in range(4)]
    copies = [replace(each, mention=replace(each.mention, native_id=f"x{at}")) for at, each in enumerate(reviews)]
    polls = [poll("feed", *reviews), poll("copy", *copies, post("x9", TEXTS[0] + " and a half", permalink=PAGE))]
    for batch in [polls] if together else [[each] for each in polls]:
        done = store.commit_polls(batch, NOW)
    assert (done[-1].new, done[-1].sightings) == (1, 4)


def test_a_shared_address_is_no_alias_even_for_a_part_of_a_text(store: Store) -> None:
    store.commit_polls([poll("feed", review(2), review(3))], NOW)
    (done,) = store.commit_polls([poll("copy", post("x", TEXTS[2][:60], permalink=PAGE))], NOW)
    assert done.new == 1


def test_the_same_post_under_a_new_id_and_title_stays_one(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", TEXTS[2], title="Fire", permalink=PAGE))], NOW)
    (done,) = store.commit_polls([poll("feed", post("2", TEXTS[2], title="Fire at home", permalink=PAGE))], NOW)
    assert (done.new, done.sightings) == (0, 1)
    assert len(only(store).sightings) == 2


def test_a_table_that_is_numbered_anew_every_month_keeps_its_rows_and_says_so(store: Store) -> None:
    months = [
        rows(*(post(str(row), f"Month {month}, row {row}", published_at=NOW + month * DAY) for row in (1, 2)))
        for month in range(12)
    ]
    done = [store.import_arrivals("survey", month, NOW) for month in months]
    assert [each.new for each in done] == [2] * 12
    assert [each.apart for each in done] == [0] + [2] * 11
    again = [store.import_arrivals("survey", month, NOW) for month in months]
    assert [(each.new, each.known) for each in again] == [(0, 2)] * 12


def test_a_source_notes_that_its_ids_are_not_unique(store: Store) -> None:
    for day in range(2):
        store.commit_polls([poll("file", *rows(post("1", f"Day {day}", published_at=NOW + day * DAY)))], NOW)
    state = store.source_state("file")
    assert state
    assert state.notes[-1].startswith("1 post has an id that another post of this source has already")


def test_a_row_whose_text_is_corrected_is_an_edit(store: Store) -> None:
    store.import_arrivals("survey", rows(post("1", "Acme is god", published_at=NOW)), NOW)
    done = store.import_arrivals("survey", rows(post("1", "Acme is good", published_at=NOW)), NOW)
    assert (done.edited, only(store).mention.text) == (1, "Acme is good")


def test_ids_that_are_always_the_same_are_told_apart_without_end(store: Store) -> None:
    posts = [
        post("0", " ".join(f"w{number}x{at}" for at in range(9)), permalink=f"{PAGE}/{number}", published_at=NOW)
        for number in range(30)
    ]
    for each in posts:
        store.commit_polls([poll("feed", each)], NOW)
    assert store.totals()["mentions"] == 30
    assert sum(store.commit_polls([poll("feed", each)], NOW)[0].new for each in posts) == 0


def test_a_number_of_the_store_means_the_mention_that_says_the_same(store: Store) -> None:
    store.commit_polls([poll("feed", post("1", TEXTS[2]))], NOW)
    id = only(store).id
    back = post("other", TEXTS[2], id=id)
    foreign = post("foreign", TEXTS[3], id=id)
    done = store.import_arrivals("import", rows(back, foreign), NOW)
    assert (done.sightings, done.new) == (1, 1)


def test_what_is_forgotten_leaves_no_name_at_a_shared_address(store: Store) -> None:
    store.commit_polls([poll("feed", review(0), review(1)), poll("kept", review(2))], NOW)
    store.forget({"feed": DAY}, NOW + 30 * DAY)
    again = store.commit_polls([poll("kept", review(2)), poll("feed", review(1), review(0))], NOW)
    assert [(done.new, done.known) for done in again] == [(0, 1), (2, 0)]


POSTS = [
    *(review(number) for number in range(4)),
    *(replace(review(number + 4), row_ids=True) for number in range(2)),
    post("a", TEXTS[2], permalink=f"{PAGE}#a", author=Author(name="Ann")),
    post("b", TEXTS[2], permalink=f"{PAGE}#b", author=Author(name="Ben")),
    post("hash", "ok"),
    post("hash 2", "ok"),
]


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=25, deadline=None)
@given(
    documents=st.lists(st.permutations(range(len(POSTS))), min_size=1, max_size=3),
    cuts=st.lists(st.integers(0, len(POSTS)), max_size=3),
)
def test_neither_order_nor_repetition_loses_or_doubles_a_post(
    engine: str, documents: list[list[int]], cuts: list[int]
) -> None:
    """The same posts in any order, in any parts, polled again and again."""
    with TemporaryDirectory() as folder:
        store = opened(engine, Path(folder))
        for document in documents:
            for start, end in pairwise([0, *sorted(cuts), len(POSTS)]):
                store.commit_polls([poll("feed", *(POSTS[number] for number in document[start:end]))], NOW)
        told = sorted(each.mention.text for each in store.export())
        store.close()
    assert told == sorted(each.mention.text for each in POSTS)
