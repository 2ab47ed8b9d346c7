"""Which entries of a feed are the same, in one document and in the next."""

from __future__ import annotations

from sources.feeds.entry import Document, Entry
from sources.feeds.identity import distinct, native_ids, permalinks
from storage.records import Author

PAGE = "https://site.example/changelog"


def ids(*entries: Entry) -> list[str]:
    return native_ids(distinct(entries))


def test_a_guid_that_counts_the_versions_of_its_article_stays_the_same() -> None:
    article = "https://www.bbc.example/news/articles/c1"
    first, later = (Entry(guid=f"{article}#{number}", link=f"{article}?at_medium=RSS") for number in (0, 3))

    assert ids(first) == ids(later) == [article]


def test_guids_that_number_the_posts_of_one_page_stay_apart() -> None:
    posts = [Entry(guid=f"{PAGE}#{number}", link=PAGE, title=str(number)) for number in (1, 2)]

    assert ids(*posts) == [f"{PAGE}#1", f"{PAGE}#2"]


def test_entries_of_one_page_are_told_apart_by_their_fragments() -> None:
    entries = [Entry(link=f"{PAGE}#v5.{number}", title="Acme") for number in (1, 2)]
    document = Document(site=PAGE, entries=entries)

    assert permalinks(document, entries, "https://site.example/feed") == [f"{PAGE}#v5.1", f"{PAGE}#v5.2"]
    assert len(set(ids(*entries))) == 2


def test_two_anonymous_answers_that_say_the_same_are_two_and_stay_two() -> None:
    ok = Entry(title="ok", dates=["2026-11-20T10:00:00Z"], author=Author(name="ann"))
    other = Entry(title="ok", dates=["2026-11-20T10:00:00Z"], author=Author(name="ben"))
    later = Entry(title="ok", dates=["2026-11-21T10:00:00Z"], author=Author(name="ann"))
    first = ids(ok, ok, other)

    assert len(set(first)) == 3
    assert ids(later, ok, ok, other)[1:] == first
    assert ids(later)[0] not in first


def test_an_entry_with_an_address_that_stands_twice_is_one() -> None:
    twice = [Entry(link=PAGE, title="ok", dates=[f"2026-11-2{day}"]) for day in (0, 1)]

    assert len(distinct(twice)) == 1
