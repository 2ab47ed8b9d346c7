"""Posts as feeds bring them, poll after poll: what is one post stays one, and no post swallows another."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import pytest

from sources.feeds.read import read_feed
from storage.records import Arrival
from storage.store import Store
from tests.conformance.stores import NOW, poll

MINUTES = timedelta(minutes=5)
Item = dict[str, str]
KETTLE = "The new Acme kettle leaks from the handle after two weeks of normal use in our kitchen at home"
PAGE = "https://s.example/p"


def item(title: str, text: str, link: str = "", guid: str = "", author: str = "") -> Item:
    named = {"title": title, "description": text, "link": link, "guid": guid, "dc:creator": author}
    return {name: value for name, value in named.items() if value}


def arrivals(items: list[Item]) -> list[Arrival]:
    entries = "".join(
        f"<item>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in each.items())}</item>" for each in items
    )
    space = "http://purl.org/dc/elements/1.1/"
    body = f'<rss version="2.0" xmlns:dc="{space}"><channel><title>T</title>{entries}</channel></rss>'
    found = read_feed(body.encode(), "", "https://f.example/feed", NOW, None, None)
    return [Arrival(mention=each, matches=()) for each in found.mentions]


CASES: dict[str, tuple[list[tuple[str, list[Item]]], int]] = {
    "comment under post": (
        [
            ("a", [item("Post", KETTLE, PAGE, "1")]),
            ("a", [item("Re: Post", "My acme kettle caught fire and burned", "https://s.example/p#comment-61", "c61")]),
        ],
        2,
    ),
    "comments same link no fragment": (
        [
            ("a", [item("Post", "first comment here ok", PAGE, "c1", "Ann")]),
            ("a", [item("Post", "second one is different", PAGE, "c2", "Bob")]),
        ],
        2,
    ),
    "changelog anchors": (
        [("a", [item("v1", "Fixes", "https://s.example/log#v1"), item("v2", "Fixes", "https://s.example/log#v2")])],
        2,
    ),
    "forum posts #p9 #p10": (
        [
            (
                "a",
                [
                    item("Topic", "yes I agree with that", "https://s.example/t/1#p9", "9"),
                    item("Topic", "yes I agree with that", "https://s.example/t/1#p10", "10"),
                ],
            )
        ],
        2,
    ),
    "new guid same link text": (
        [("a", [item("Post", KETTLE, PAGE, "g1")]), ("a", [item("Post", KETTLE, PAGE, "g2")])],
        1,
    ),
    "http https": ([("a", [item("Post", KETTLE, "http://s.example/p")]), ("a", [item("Post", KETTLE, PAGE)])], 1),
    "bbc #0 #3": (
        [
            ("a", [item("Post", KETTLE, PAGE, "https://s.example/p#0")]),
            ("a", [item("Post changed", KETTLE + " more", PAGE, "https://s.example/p#3")]),
        ],
        1,
    ),
    "title changed": ([("a", [item("Post", KETTLE, PAGE, "1")]), ("a", [item("Another title", KETTLE, PAGE, "1")])], 1),
    "utm": (
        [
            ("a", [item("Post", KETTLE, "https://s.example/p?utm_source=rss&utm_medium=x")]),
            ("b", [item("Post", KETTLE, "https://s.example/p?utm_source=tw")]),
        ],
        1,
    ),
    "two sources same article, teaser vs full": (
        [
            ("a", [item("Post", KETTLE + ". And it is much longer here with many words about it", PAGE, "1")]),
            ("b", [item("Post", KETTLE, PAGE, "x")]),
        ],
        1,
    ),
    "two sources, other text same address": (
        [
            ("a", [item("Kettle review", KETTLE, PAGE, "1")]),
            ("b", [item("Comment", "I never had any problem with mine, great product since years", PAGE, "x")]),
        ],
        2,
    ),
    "reviews of app page by 2 authors same words": (
        [
            (
                "a",
                [
                    item("Great", "ok", "https://apps.example/acme", "r1", "Ann"),
                    item("Great", "ok", "https://apps.example/acme", "r2", "Bob"),
                ],
            )
        ],
        2,
    ),
    "same id, edit": (
        [("a", [item("P", KETTLE, PAGE, "1")]), ("a", [item("P", KETTLE + " UPDATE: recalled", PAGE, "1")])],
        1,
    ),
    "same guid reused with other link and text": (
        [
            ("a", [item("P", KETTLE, PAGE, "1")]),
            (
                "a",
                [
                    item(
                        "Q",
                        "Completely different words about a blender recall in another town of the country",
                        "https://s.example/q",
                        "1",
                    )
                ],
            ),
        ],
        2,
    ),
    "guid=link#comment id": (
        [
            (
                "a",
                [
                    item("P", "short a", PAGE, "https://s.example/p#comment-1"),
                    item("P", "short b", PAGE, "https://s.example/p#comment-2"),
                ],
            )
        ],
        2,
    ),
    "no id no link two anonymous ok": ([("a", [item("", "ok"), item("", "ok")])], 2),
    "no id no link, polled again": (
        [("a", [item("", "ok"), item("", "ok")]), ("a", [item("", "ok"), item("", "ok")])],
        2,
    ),
    "trailing slash": ([("a", [item("P", KETTLE, "https://s.example/p/")]), ("b", [item("P", KETTLE, PAGE)])], 1),
    "query order matters id": (
        [
            (
                "a",
                [
                    item("P", KETTLE, "https://s.example/?id=1", "1"),
                    item("P2", "Other words entirely about tea", "https://s.example/?id=2", "2"),
                ],
            )
        ],
        2,
    ),
    "fb text fragment": (
        [("a", [item("P", KETTLE, "https://s.example/p#:~:text=acme")]), ("b", [item("P", KETTLE, PAGE)])],
        1,
    ),
    "xtor": (
        [
            ("a", [item("P", KETTLE, "https://s.example/p#xtor=RSS-1")]),
            ("a", [item("P", KETTLE, "https://s.example/p#xtor=RSS-2")]),
        ],
        1,
    ),
    "case of path differs": (
        [
            (
                "a",
                [
                    item("P", KETTLE, "https://s.example/AbC", "1"),
                    item("P", "other words quite unlike those", "https://s.example/aBc", "2"),
                ],
            )
        ],
        2,
    ),
    "same text, two addresses (syndicated)": (
        [("a", [item("P", KETTLE, PAGE, "1"), item("P", KETTLE, "https://t.example/p", "2")])],
        2,
    ),
    "live blog: same link, growing, new guid each": (
        [
            ("a", [item("Live", "10:00 " + KETTLE, "https://s.example/live", "l1")]),
            (
                "a",
                [
                    item(
                        "Live",
                        "11:00 something totally else was said by the minister of trade in town",
                        "https://s.example/live",
                        "l2",
                    )
                ],
            ),
        ],
        2,
    ),
    "guid permalink urn vs link": (
        [
            ("a", [item("P", KETTLE, PAGE, "tag:s.example,2026:1")]),
            ("b", [item("P", KETTLE, PAGE, "https://s.example/?p=1")]),
        ],
        1,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_one_post_stays_one_and_none_swallows_another(store: Store, name: str) -> None:
    polls, wanted = CASES[name]
    for number, (source, items) in enumerate(polls):
        store.commit_polls([poll(source, *arrivals(items))], NOW + number * MINUTES)
    assert store.totals()["mentions"] == wanted
