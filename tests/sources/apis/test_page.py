"""Pages of JSON: each item stands alone, and an answer of another shape is no empty one."""

from __future__ import annotations

from typing import Any

import pytest

from sources.apis.document import Document, parsed
from sources.apis.item import Item, UnusableError
from sources.apis.page import Deleted, Page, read_items
from storage.errors import Broken
from storage.records import Mention
from tests.worlds.network import NOW


def read(item: Item) -> Mention | Deleted | None:
    if item.flag("gone"):
        return Deleted(item.id("id"))
    return Mention(
        kind="forum", native_id=item.id("id"), text=item.text("text"), **item.said("at", NOW), collected_at=NOW
    )


def page(items: list[Any], **options: Any) -> Page:
    return read_items(items, read, now=NOW, **{"tells": (), **options})


def document(data: Any) -> Document:
    return Document(data=data, where="https://a.example.org/x", headers={}, now=NOW)


def test_an_item_that_cannot_be_read_is_put_aside_with_the_field_that_is_wrong():
    found = page([{"id": 1, "text": "one"}, {"id": None, "text": "two"}, "three", {"text": "four", "url": "u4"}])
    assert [mention.text for mention in found.mentions] == ["one"]
    assert [(each.native_id, each.reason) for each in found.refused] == [
        ("item 2", "its `id` is missing, which identifies nothing"),
        ("item 3", "it is no object but the text 'three'"),
        ("u4", "its `id` is missing, which identifies nothing"),
    ]
    assert '"two"' in str(found.refused[0].body)
    assert found.partial == ("3 of 4 items cannot be read; the first: its `id` is missing, which identifies nothing",)


def test_a_single_item_that_cannot_be_read_is_one_item():
    assert page(["three"]).partial[0].startswith("1 of 1 item cannot be read")


def test_what_is_said_to_be_deleted_is_no_post():
    found = page([{"id": 1, "gone": True}, {"id": 2, "text": "here"}])
    assert found.deleted == ("1",)
    assert [mention.native_id for mention in found.mentions] == ["2"]


def test_a_field_that_no_item_has_any_more_is_named():
    items = [{"id": 1, "text": "one"}, {"id": 2, "text": "two", "user": {"name": None}}]
    assert page(items, expects=("text", "user.name")).partial == (
        "no item has `user.name` any more; has the API changed?",
    )
    assert page(items, expects=("text",)).partial == ()
    assert page([], expects=("text",)).partial == ()


def test_a_field_that_many_items_have_is_missed_in_many_alone():
    assert page([{"id": 1}] * 9, usual=("text",)).partial == ()
    assert page([{"id": 1}] * 10, usual=("text",)).partial == ("no item has `text` any more; has the API changed?",)


def test_what_no_mention_says_any_more_is_told_wherever_it_stood():
    told = page([{"id": 1, "text": "one"}, {"id": 2, "text": "two"}], tells=("published_at", "text"))
    assert told.partial == ("no item says when it was said any more; has the API changed?",)
    assert page([], tells=("published_at",)).partial == ()
    assert page([{"id": 1, "at": "2026-09-01T00:00:00Z"}], tells=("published_at",)).partial == ()


def test_what_stands_beside_a_list_in_every_answer_is_missed():
    beside = {"posts": [], "paging": {"next": None}}
    assert document(beside).page("posts", read, shows=("paging.next",)).partial == ()
    lost = document({"posts": []}).page("posts", read, shows=("paging.next",))
    assert lost.partial == ("the answer has no `paging.next` any more; has the API changed?",)


def test_the_last_item_is_the_last_that_is_one():
    found = document({"posts": [{"id": 1}, {"id": 2}, None]}).last("posts")
    assert found
    assert found.id("id") == "2"
    assert document({"posts": [None]}).last("posts") is None


def test_the_span_of_a_page_is_told_by_what_orders_it():
    items = [
        {"id": 1, "at": "2026-09-01T00:00:00Z", "changed": "2026-09-10T00:00:00Z"},
        {"id": 2, "at": "2026-09-03T00:00:00+02:00", "changed": 1788998400},
    ]
    by_time, by_change = page(items), page(items, ordered_by="changed")
    assert (str(by_time.oldest), str(by_time.newest)) == ("2026-09-01 00:00:00+00:00", "2026-09-02 22:00:00+00:00")
    assert (str(by_change.oldest), str(by_change.newest)) == ("2026-09-10 00:00:00+00:00", "2026-09-10 00:00:00+00:00")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"results": []}, "has no list in `hits` but nothing; it is an object with `results`"),
        ({"hits": {"a": 1}}, "has no list in `hits` but an object with `a`"),
        ({"hits": "none"}, "has no list in `hits` but the text 'none'"),
        ([], "has no list in `hits` but nothing; it is a list of 0"),
        (None, "has no list in `hits` but nothing; it is missing"),
    ],
)
def test_an_answer_of_another_shape_says_what_it_is(data: Any, said: str):
    with pytest.raises(Broken, match="has its API changed") as caught:
        document(data).list("hits")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty answer"),
        (b" \n", "empty answer"),
        (b'{"a": [1, 2', "ends too early"),
        (b"<!doctype html><title>Sign in</title>", "made for people"),
        (b"Too many requests", "'Too many requests' instead of JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 5_000, "instead of JSON"),
    ],
)
def test_what_is_no_json_says_what_it_is(body: bytes, said: str):
    with pytest.raises(Broken, match=said):
        parsed(body, "there")


def test_what_no_json_knows_is_missing():
    assert parsed(b'\xef\xbb\xbf{"a": NaN, "b": -Infinity}', "there") == {"a": None, "b": None}


ITEM = Item(
    {"n": 3, "f": 2.0, "t": "7", "b": True, "neg": -1, "huge": 10**40, "l": ["x"], "s": " a\x00\n b ", "o": {"p": 1}}
)


@pytest.mark.parametrize(
    ("path", "count"),
    [("n", 3), ("f", 2), ("t", 7), ("b", None), ("neg", None), ("huge", None), ("l", None), ("no", None)],
)
def test_a_count_is_a_number_of_things_or_none(path: str, count: int | None):
    assert ITEM.count(path) == count


def test_texts_are_plain_and_what_is_none_is_empty():
    assert ITEM.text("s") == "a\nb"
    assert ITEM.line("s") == "a b"
    assert (ITEM.text("l"), ITEM.text("o"), ITEM.text("b"), ITEM.text("o.p.q")) == ("", "", "", "")
    assert ITEM.line("o.p") == "1"


@pytest.mark.parametrize("path", ["no", "l", "o", "b", "f"])
def test_what_identifies_nothing_is_refused(path: str):
    with pytest.raises(UnusableError, match=f"`{path}`"):
        ITEM.id(path)


def test_a_time_that_cannot_be_used_is_kept_as_it_was_written():
    item = Item({"good": "2026-09-01T10:00:00+02:00", "bad": "the day before\n", "odd": {"x": 1}})
    assert str(item.said("good", NOW)["published_at"]) == "2026-09-01 08:00:00+00:00"
    assert item.said("bad", NOW) == {"published_at": None, "published_raw": "the day before"}
    assert item.said("odd", NOW) == {"published_at": None, "published_raw": None}
