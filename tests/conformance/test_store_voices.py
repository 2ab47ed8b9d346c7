"""Every engine of the store: authors, stories, reach and stars, each author and story once in five minutes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.records import Arrival, Author, Mention, Rating, Series
from storage.store import Store
from tests.conformance.stores import ACME, BOLT, DAY, ENGINES, MINUTE, NOW, opened, poll, post, total

ADA = Author(id="1", handle="ada", followers=100)
BEN = Author(handle="ben", followers=7)
TEXT = "a text that is long enough to be told apart from all others, or to be passed on"


def said(id: str, author: Author = ADA, text: str = TEXT, **fields: object) -> Arrival:
    return post(id, text, author=author, **fields)


def counted(store: Store, *measures: str, scope: str = "brand:Acme") -> list[tuple[int, int]]:
    return [total(store, Series(scope, measure)) for measure in measures]


VOICES = ("mentions", "authors", "stories", "reach")


def test_one_author_with_two_texts_and_two_authors_with_one(store: Store) -> None:
    store.commit_polls([poll("feed", said("1"), said("2", text="something else"), said("3", BEN))], NOW)
    assert counted(store, *VOICES) == [(3, 3), (2, 2), (2, 2), (107, 107)]
    assert counted(store, *VOICES, scope="all") == [(3, 3), (2, 2), (2, 2), (107, 107)]
    assert counted(store, *VOICES, scope="brand:Bolt") == [(0, 0)] * 4


def test_it_does_not_matter_in_how_many_batches_they_come(store: Store) -> None:
    for id in ("1", "2", "3"):
        store.commit_polls([poll("feed", said(id))], NOW)
    store.commit_polls([poll("feed", said("1"))], NOW)  # known
    store.commit_polls([poll("other", said("1"))], NOW)
    assert counted(store, "authors", "stories", "reach") == [(1, 1), (1, 1), (100, 100)]


def test_each_five_minutes_count_anew_and_late_posts_where_they_belong(store: Store) -> None:
    earlier = NOW - 12 * MINUTE
    store.commit_polls([poll("feed", said("1"), said("2", published_at=earlier))], NOW)
    store.commit_polls([poll("feed", said("3", published_at=earlier + MINUTE / 60))], NOW + 3 * MINUTE)
    counts = store.counts([Series("all", "authors")], NOW - 15 * MINUTE, NOW + 5 * MINUTE)[Series("all", "authors")]
    assert list(counts.total) == [1, 0, 0, 1]


def test_what_may_not_alert_is_told_apart_until_the_author_is_live_too(store: Store) -> None:
    store.commit_polls([poll("feed", said("1", live=False))], NOW)
    assert counted(store, "authors", "stories", "reach") == [(1, 0), (1, 0), (100, 0)]
    store.commit_polls([poll("feed", said("2"))], NOW)
    assert counted(store, "authors", "stories", "reach") == [(1, 1), (1, 1), (100, 100)]


def test_an_edit_that_takes_a_name_away_takes_its_voice_along_unless_another_post_has_it(store: Store) -> None:
    store.commit_polls([poll("feed", said("1"), said("2"))], NOW)
    store.commit_polls([poll("feed", said("1", text="no name in it", matches=()))], NOW)
    assert counted(store, *VOICES) == [(1, 1), (1, 1), (1, 1), (100, 100)]
    store.commit_polls([poll("feed", said("2", text="nor in this", matches=(BOLT,)))], NOW)
    assert counted(store, *VOICES) == [(0, 0)] * 4
    assert counted(store, "mentions", "authors", "reach", scope="brand:Bolt") == [(1, 1), (1, 1), (100, 100)]


def test_an_edit_that_gives_another_author_moves_the_voice(store: Store) -> None:
    store.commit_polls([poll("feed", said("1"))], NOW)
    store.commit_polls([poll("feed", said("1", BEN, "edited"))], NOW)
    assert counted(store, "authors", "reach") == [(1, 1), (7, 7)]


def test_a_known_author_with_more_followers_meanwhile_is_not_counted_again(store: Store) -> None:
    store.commit_polls([poll("feed", said("1"))], NOW)
    store.commit_polls([poll("feed", said("2", Author(id="1", handle="renamed", followers=5000)))], NOW)
    store.commit_polls([poll("feed", said("1", text="gone", matches=()), said("2", text="gone", matches=()))], NOW)
    assert counted(store, "authors", "reach") == [(0, 0), (0, 0)]


def test_unknown_authors_are_one_each(store: Store) -> None:
    store.commit_polls([poll("feed", said("1", Author()), said("2", Author()))], NOW)
    assert counted(store, "authors", "stories") == [(2, 2), (1, 1)]


def test_changed_queries_move_voices(store: Store) -> None:
    store.commit_polls([poll("feed", said("1"))], NOW)
    store.rematch([(store.search()[0].id, [BOLT])], NOW)
    assert counted(store, "authors") == [(0, 0)]
    assert counted(store, "authors", "stories", "reach", scope="brand:Bolt") == [(1, 1), (1, 1), (100, 100)]


def test_after_the_rows_of_old_voices_went_nothing_is_less_than_nothing(store: Store) -> None:
    store.commit_polls([poll("feed", said("1"))], NOW)
    store.forget({}, NOW + 60 * DAY)
    store.commit_polls([poll("feed", said("1", text="no name", matches=()))], NOW + 60 * DAY)
    assert counted(store, "mentions", "authors") == [(0, 0), (1, 1)]
    store.commit_polls([poll("feed", said("2"))], NOW + 60 * DAY)
    assert counted(store, "mentions", "authors") == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    ("rating", "stars", "low"),
    [
        (Rating(value=1), 1, 1),
        (Rating(value=2, best=5, worst=1), 2, 1),
        (Rating(value=2.5), 3, 0),
        (Rating(value=10, best=10, worst=0), 5, 0),
        (Rating(value=1, best=1, worst=6), 5, 0),
        (Rating(value=9, best=5, worst=1), 5, 0),
    ],
)
def test_ratings_of_every_scale_are_counted_in_stars(store: Store, rating: Rating, stars: int, low: int) -> None:
    store.commit_polls([poll("feed", said("1", rating=rating))], NOW)
    assert counted(store, f"stars:{stars}", "stars:low") == [(1, 1), (low, low)]
    store.commit_polls([poll("feed", said("1", text="edited", rating=Rating(value=3)))], NOW)
    assert counted(store, "stars:3", "stars:low") == [(1, 1), (0, 0)]


WORDS = (TEXT, f"{TEXT} via @someone", "Quite another matter that nobody has ever spoken about in these words")
POSTS = st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 2), st.sampled_from([(), (ACME,), (ACME, BOLT)]))


@pytest.mark.parametrize("engine", ENGINES)
@given(batches=st.lists(st.lists(POSTS, max_size=4), max_size=5))
@settings(max_examples=40, deadline=None)
def test_whatever_comes_the_counts_are_those_of_what_is_stored(engine: str, batches: list[list[tuple]]) -> None:
    """Six posts that are written and edited again and again, by three authors, for two brands, in two five minutes."""
    with TemporaryDirectory() as folder:
        store = opened(engine, Path(folder))
        _write(store, batches)
        for scope in ("brand:Acme", "brand:Bolt"):
            told = [one.mention for one in store.search(scope=scope, limit=99)]
            assert _counted(store, scope, "authors") == len({(_bucket(one), one.author.handle) for one in told})
            assert _counted(store, scope, "stories") == len({(_bucket(one), one.story_id) for one in told})
        store.close()


def _write(store: Store, batches: list[list[tuple]]) -> None:
    for batch in batches:
        for id, author, text, matches in batch:
            arrival = said(
                str(id),
                Author(handle=f"a{author}", followers=author),
                WORDS[text],
                matches=matches,
                published_at=NOW + id % 2 * 5 * MINUTE,
            )
            store.commit_polls([poll("feed", arrival)], NOW + 6 * MINUTE)


def _bucket(mention: Mention) -> float:
    return mention.said_at.timestamp() // 300


def _counted(store: Store, scope: str, measure: str) -> int:
    series = Series(scope, measure)
    return sum(store.counts([series], NOW - DAY, NOW + DAY)[series].total)
