"""A feed that changed its shape is partial, with what is missing; one that is just empty is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from sources.feeds.read import read_feed
from sources.rss import Rss
from storage.records import Batch
from tests.worlds.network import NOW
from tests.worlds.polling import polled

RSS = Path(__file__).parents[2] / "fixtures" / "rss"
ITEM = (
    "<item><title>Kettle {n}</title><link>https://kettle.example/{n}</link><guid>{n}</guid>"
    "<pubDate>Mon, 31 Aug 2026 10:00:00 GMT</pubDate></item>"
)
FEED = f"<rss version='2.0'><channel><title>T</title>{''.join(ITEM.format(n=n) for n in range(5))}</channel></rss>"


async def changed(server: HTTPServer, *bodies: str) -> list[Batch]:
    """A feed that says one thing after the other."""
    batches: list[Batch] = []
    for body in bodies:
        server.clear()
        server.expect_request("/feed").respond_with_data(body)
        source = Rss.model_validate({"name": "feed", "url": server.url_for("/feed")})
        batches.append(await polled(source, batches[-1].cursor if batches else None))
    return batches


async def test_items_under_another_name_are_no_silence(httpserver: HTTPServer) -> None:
    other = FEED.replace("item>", "post>")
    first, lost, again, back = await changed(httpserver, FEED, other, other, FEED)
    assert (len(first.mentions), first.partial) == (5, ())
    assert "no entry, though 6 titles stand in it" in lost.partial[0]
    assert (again.unchanged, again.partial) == (True, lost.partial)
    assert (len(back.mentions), back.partial) == (5, ())


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (("link>", "guid>"), "an address"),
        (("pubDate>",), "a date"),
        (("title>",), "a title or a text"),
    ],
)
async def test_what_no_entry_says_any_more_is_told(httpserver: HTTPServer, gone: tuple[str, ...], told: str) -> None:
    head, items = FEED.split("<item>", 1)
    for tag in gone:
        items = items.replace(tag, f"x{tag}")
    first, lost = await changed(httpserver, FEED, f"{head}<item>{items}")
    assert (first.partial, len(lost.mentions)) == ((), 5)
    assert [told in each for each in lost.partial] == [True]


async def test_what_it_never_said_is_not_missed(httpserver: HTTPServer) -> None:
    bare = FEED.replace("link>", "xlink>")
    assert [batch.partial for batch in await changed(httpserver, bare, bare.replace("Kettle", "Pot"))] == [(), ()]


def few(*numbers: int) -> str:
    """The same feed with other entries."""
    head, _ = FEED.split("<item>", 1)
    return f"{head}{''.join(ITEM.format(n=n) for n in numbers)}</channel></rss>"


def renamed(feed: str) -> str:
    return feed.replace("link>", "xlink>").replace("guid>", "xguid>")


async def test_one_or_two_entries_tell_nothing_of_its_shape(httpserver: HTTPServer) -> None:
    first, other = await changed(httpserver, few(0, 1), renamed(few(0, 1)))
    assert (len(first.mentions), len(other.mentions), other.partial) == (2, 2, ())


async def test_the_same_entries_again_are_no_habit(httpserver: HTTPServer) -> None:
    again = [f"{few(0, 1)}<!-- {n} -->" for n in range(9)]
    assert (await changed(httpserver, *again, renamed(few(0, 1))))[-1].partial == ()


@pytest.mark.parametrize("before", [[few(*range(10))], [few(n, n + 1) for n in range(10)]])
async def test_a_single_entry_tells_it_where_every_one_before_had_it(httpserver: HTTPServer, before: list[str]) -> None:
    *_, lost, still, back = await changed(httpserver, *before, renamed(few(20)), renamed(few(21)), few(22))
    assert [len(lost.mentions), len(still.mentions), back.partial] == [1, 1, ()]
    for each in (lost, still):
        assert ["an address" in said for said in each.partial] == [True]


async def test_what_some_entries_never_had_is_not_missed_in_a_single_one(httpserver: HTTPServer) -> None:
    mixed = few(*range(10)) + renamed(ITEM.format(n=11))
    mixed = mixed.replace("</channel></rss>", "") + "</channel></rss>"
    assert (await changed(httpserver, mixed, renamed(few(20))))[-1].partial == ()


async def test_two_items_under_another_name_are_no_silence(httpserver: HTTPServer) -> None:
    picture = "<image><title>T</title></image><textInput><title>Search</title></textInput></channel>"
    other, bare = (few(*numbers).replace("item>", "post>").replace("</channel>", picture) for numbers in ((0,), ()))
    lost, empty = await changed(httpserver, other, bare)
    assert "no entry, though 2 titles stand in it" in lost.partial[0]
    assert (lost.mentions, empty.mentions, empty.partial) == ((), (), ())


@pytest.mark.parametrize("name", [path.name for path in RSS.iterdir() if path.suffix in {".xml", ".json"}])
def test_no_feed_of_the_world_is_taken_for_a_changed_one(name: str) -> None:
    if name != "expected.json" and name in json.loads((RSS / "expected.json").read_text("utf-8")):
        assert read_feed((RSS / name).read_bytes(), "", "https://host.example/feed", NOW, None, None).partial == ()


def test_items_of_a_json_feed_that_say_nothing_are_no_silence() -> None:
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"body": "x"}, {"body": "y"}]}
    feed = read_feed(json.dumps(body).encode(), "", "https://host.example/feed", NOW, None, None)
    assert feed.partial == ("2 items left out: no object with any content",)
