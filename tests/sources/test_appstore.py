"""The App Store's feed: empty is not "no reviews", and other forms of its address may answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.appstore import AppStore
from storage.errors import Broken
from tests.worlds.polling import ids, polled

EMPTY: dict[str, Any] = {"feed": {"id": {"label": "x"}}}


def entry(id: str, **more: Any) -> dict[str, Any]:
    said = {"id": id, "im:rating": "4", "content": "acme", "title": "t", "updated": "2026-09-09T05:00:00-07:00"}
    return {name: {"label": value} for name, value in {**said, **more}.items()} | {"author": {"name": {"label": "pan"}}}


def feed(*entries: Any) -> dict[str, Any]:
    return {"feed": {**EMPTY["feed"], "entry": list(entries)}}


class Store:
    """The feed: an answer for each path that holds a word; empty for all others."""

    def __init__(self, server: HTTPServer) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        options = {"name": "app", "app": 7, "feed": server.url_for("/"), "countries": ["us", "de"]}
        self.source = AppStore.model_validate(options)
        server.expect_request(re.compile("/.*")).respond_with_handler(self.answer)

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.path)
        return Answer(json.dumps(next((said for word, said in self.answers.items() if word in request.path), EMPTY)))


@pytest.fixture
def store(httpserver: HTTPServer) -> Store:
    return Store(httpserver)


async def test_each_country_is_a_store_of_its_own(store: Store):
    store.answers = {
        "/us/rss/customerreviews/page=1": feed(entry("1")),
        "/de/rss/customerreviews/page=1": feed(entry("2")),
    }
    batch = await polled(store.source)
    assert {mention.native_id: mention.extra["country"] for mention in batch.mentions} == {"1": "us", "2": "de"}


async def test_where_one_form_of_the_address_is_empty_another_is_tried(store: Store):
    store.answers = {"/us/rss/customerreviews/page=1/id=7/sortBy=mostRecent": feed(entry("1"))}
    assert ids(await polled(store.source)) == ["1"]


async def test_an_empty_feed_is_told_as_what_it_is(store: Store):
    batch = await polled(store.source)
    assert batch.mentions == ()
    assert any("us" in note and "does not mean" in note for note in batch.notes)


async def test_a_feed_that_had_reviews_and_has_none_is_no_silence(store: Store):
    store.answers = {
        "/us/rss/customerreviews/page=1": feed(entry("1")),
        "/de/rss/customerreviews/page=1": feed(entry("2")),
    }
    first = await polled(store.source)
    store.answers = {"/de/": feed(entry("2"))}
    second = await polled(store.source, first.cursor)
    assert any("us any more" in said for said in second.partial)
    store.answers = {}
    with pytest.raises(Broken, match="any more"):
        await polled(store.source, first.cursor)


async def test_one_review_alone_is_no_list(store: Store):
    store.answers = {"/us/rss/customerreviews/page=1": {"feed": {**EMPTY["feed"], "entry": entry("1")}}}
    assert ids(await polled(store.source)) == ["1"]


async def test_the_app_itself_is_no_review(store: Store):
    store.answers = {"page=1": feed({"im:name": {"label": "Acme"}, "id": {"label": "app"}}, entry("1"))}
    batch = await polled(store.source)
    assert (ids(batch), batch.refused) == (["1"], ())


@pytest.mark.parametrize("stars", ["0", "6", "x", ""])
async def test_stars_that_are_none_are_put_aside(store: Store, stars: str):
    store.answers = {"page=1": feed(entry("1"), entry("2", **{"im:rating": stars}))}
    batch = await polled(store.source)
    assert ids(batch) == ["1"]
    assert "im:rating" in batch.refused[0].reason


async def test_it_asks_for_ten_pages_and_no_more(store: Store):
    one = store.source.model_copy(update={"countries": ("us",)})
    store.answers = {f"page={n}/": feed(entry(str(n), updated=f"2026-09-{20 - n:02}T00:00:00Z")) for n in range(1, 20)}
    batch = await polled(one)
    while batch.more:
        batch = await polled(one, batch.cursor)
    assert not any("page=11/" in path for path in store.asked)
    assert any("page=10/" in path for path in store.asked)
