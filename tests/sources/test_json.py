"""Any JSON API by its settings: pages, times, ids, and what it says when the place is another than was thought."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.json import Json
from storage.clock import SimulatedClock
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, client, network

FIXTURES = Path(__file__).parents[1] / "fixtures" / "json"
ASK = Ask(groups=(("acme",), ("acme cola",)))
FIELDS = {"id": "id", "text": "text", "published": "at", "url": "url", "author": "by"}


def item(id: int, **more: Any) -> dict[str, Any]:
    at = (NOW - timedelta(hours=id)).isoformat()
    return {"id": id, "text": f"post {id}", "at": at, "url": f"/p/{id}", "by": "pan", **more}


class Api:
    """An API that remembers what it was asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.server, self.asked = server, [] if False else list[Request]()
        self.items: list[Any] = [item(id) for id in range(1, 8)]
        self.size = 2

    def serve(self, request: Request) -> Response:
        self.asked.append(request)
        start = int(request.args.get("offset") or (int(request.args.get("page") or 1) - 1) * self.size)
        shown, end = self.items[start : start + self.size], start + self.size
        headers = {}
        if request.path == "/linked" and end < len(self.items):
            headers["Link"] = f'</linked?page=1>; rel="first", </linked?page={end // self.size + 1}>; rel="next"'
        return Response(json.dumps({"items": shown}), headers=headers, content_type="application/json")

    async def poll(self, path: str, cursor: Cursor | None = None, **settings: Any) -> Batch:
        self.server.expect_request(path.partition("?")[0]).respond_with_handler(self.serve)
        options = {"name": "x", "url": self.server.url_for(path), "items": "items", "fields": FIELDS, **settings}
        clock = SimulatedClock(NOW)
        async with client(clock=clock) as http:
            return await Json.model_validate(options).poll(network(http, clock=clock), cursor or {}, ASK)


@pytest.fixture
def api(httpserver: HTTPServer) -> Api:
    return Api(httpserver)


def ids(batch: Batch) -> list[str]:
    return [mention.native_id for mention in batch.mentions]


@pytest.mark.parametrize("path", ["/paged?page={page}", "/offset?offset={offset}", "/linked"])
async def test_pages_are_turned_by_number_by_offset_and_by_link(api: Api, path: str):
    batch = await api.poll(path)
    assert ids(batch) == ["1", "2", "3", "4", "5", "6", "7"]
    assert not batch.more
    assert len(api.asked) <= 5


async def test_what_is_pinned_to_the_top_or_dated_back_ends_no_walk(api: Api):
    api.items = [item(900), *(item(id, **({"at": "1999-01-01"} if id == 2 else {})) for id in range(1, 12))]
    api.size = 6
    assert {str(id) for id in range(1, 12)} <= set(ids(await api.poll("/paged?page={page}")))


async def test_a_last_page_that_comes_again_for_ever_is_the_last(api: Api, httpserver: HTTPServer):
    def last(request: Request) -> Response:
        api.asked.append(request)
        start = min(int(request.args["page"]) - 1, 3) * api.size
        return Response(json.dumps({"items": api.items[start : start + api.size]}))

    httpserver.expect_request("/board").respond_with_handler(last)
    batch = await api.poll("/board?page={page}")
    assert (len(batch.mentions), batch.more, batch.partial) == (7, False, ())
    assert len(api.asked) == 5
    assert "shows what one before it showed" in batch.notes[0]


@pytest.mark.parametrize("length", [1, 2, 3])
async def test_cursors_that_lead_in_a_circle_are_left_soon(api: Api, httpserver: HTTPServer, length: int):
    def circling(request: Request) -> Response:
        api.asked.append(request)
        at = int(request.args.get("cursor") or 0)
        return Response(json.dumps({"items": [item(at + 1)], "next": str((at + 1) % length or length)}))

    httpserver.expect_request("/circle").respond_with_handler(circling)
    batch = await api.poll("/circle?cursor={cursor}", next="next")
    assert not batch.more
    assert "more than can be paged through" in batch.partial[0]
    assert len(api.asked) <= length + 2


async def test_a_next_page_elsewhere_is_not_asked(api: Api, httpserver: HTTPServer):
    httpserver.expect_request("/away").respond_with_json({"items": [item(1)], "next": "https://evil.example.org/x"})
    with pytest.raises(Broken, match="next page at another place"):
        await api.poll("/away", next="next", token="a-token")


async def test_a_secret_of_the_address_is_not_in_the_cursor(api: Api):
    batch = await api.poll("/linked?api_key=very-secret-key")
    assert "very-secret-key" not in json.dumps(batch.cursor)


async def test_a_search_is_made_for_each_group_of_words(api: Api):
    await api.poll("/search?q={query}&since={since}&page={page}", since_format="epoch")
    assert {request.args["q"] for request in api.asked} == {"acme", '"acme cola"'}
    assert {int(request.args["since"]) for request in api.asked} == {int((NOW - timedelta(days=30)).timestamp())}


async def test_headers_and_token_are_sent(api: Api):
    await api.poll("/paged", headers={"X-Api-Key": "k"}, token="t")
    assert (api.asked[0].headers["X-Api-Key"], api.asked[0].headers["Authorization"]) == ("k", "Bearer t")


@pytest.mark.parametrize(
    ("written", "settings", "meant"),
    [
        ("2026-09-01T10:00:00Z", {}, "2026-09-01 10:00:00+00:00"),
        ("2026-09-01T10:00:00", {"timezone": "Asia/Tokyo"}, "2026-09-01 01:00:00+00:00"),
        (1788257400, {}, "2026-09-01 10:10:00+00:00"),
        (1788257400123, {}, "2026-09-01 10:10:00+00:00"),
        ("01/09/2026 10:00", {"day_first": True}, "2026-09-01 10:00:00+00:00"),
        ("09.01.26 10h00", {"time_format": "%m.%d.%y %Hh%M"}, "2026-09-01 10:00:00+00:00"),
        ("03/04/2026", {}, None),
        ("yesterday", {}, None),
        ("2026-13-45", {"time_format": "%Y-%m-%d"}, None),
        (True, {}, None),
    ],
)
async def test_times_are_found_or_said(api: Api, written: Any, settings: dict[str, Any], meant: str | None):
    api.items = [item(1, at=written)]
    [mention] = (await api.poll("/paged", **settings)).mentions
    assert (str(mention.published_at) if mention.published_at else None) == meant
    assert meant or written is True or mention.published_raw == str(written)


async def test_what_has_no_id_is_known_by_its_address_or_by_what_it_says(api: Api):
    fields = {name: path for name, path in FIELDS.items() if name != "id"}
    shared = [item(n, url="/all", text=text) for n, text in ((1, "ok"), (1, "ok"), (2, "no"))]
    api.items, api.size = [item(5), *shared], 10
    first, second = [ids(await api.poll("/paged", fields=fields)) for _ in range(2)]
    assert first == second
    assert len(set(first)) == 4
    assert first[0] == "/p/5"


async def test_an_id_that_many_share_identifies_none_and_is_named(api: Api):
    api.items, api.size = [item(1, kind="post"), item(2, kind="post"), item(3, kind="poll")], 10
    batch = await api.poll("/paged", fields={**FIELDS, "id": "kind"})
    assert len(set(ids(batch))) == 3
    assert batch.partial == ("field `id` is 'post' in 2 items, so that it identifies none of them",)


async def test_a_deleted_post_is_told_and_not_collected(api: Api):
    api.items = [item(1, removed_at="2026-09-01"), item(2, removed_at=None)]
    batch = await api.poll("/paged", fields={**FIELDS, "deleted": "removed_at"})
    assert (ids(batch), batch.deleted) == (["2"], ("1",))


@pytest.mark.parametrize(
    ("stars", "best", "value"),
    [("4,5", 5, 4.5), (9, 10, 9.0), (9, 5, None), ("nan", 5, None), ([5], 5, None), (0, 5, None)],
)
async def test_a_rating_stands_on_its_scale_or_not_at_all(api: Api, stars: Any, best: float, value: float | None):
    api.items = [item(1, stars=stars)]
    [mention] = (await api.poll("/paged", fields={**FIELDS, "rating": "stars"}, best=best)).mentions
    assert (mention.rating.value if mention.rating else None) == value
    assert mention.kind == ("review" if value else "forum")


async def test_a_field_that_is_gone_is_named_with_what_stands_there_instead(api: Api):
    api.items = [{"id": n, "content": f"post {n}", "title": "t", "at": "2026-09-01T10:00:00Z"} for n in range(3)]
    batch = await api.poll("/paged", fields={"id": "id", "text": "text", "title": "title", "published": "at"})
    assert len(batch.mentions) == 2
    assert batch.partial[0].startswith("field `text` (`text`) is empty in all 2 items; an item holds `id`")


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("data", "finds nothing and no list; lists stand at `items` (2 items)"),
        ("items[0]", "finds an object with `id`"),
    ],
)
async def test_a_path_to_no_list_says_where_lists_are(api: Api, items: str, said: str):
    with pytest.raises(Broken) as caught:
        await api.poll("/paged", items=items)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"items": "a..b"}, "is no JMESPath"),
        ({"fields": {"text": "my-text"}}, "wants double quotes"),
        ({"fields": {"body": "text"}}, "Input should be 'id'"),
        ({"fields": {"id": "id"}}, "must name one of text, html, title or rating"),
        ({"url": "https://x.example.org/?p={seite}"}, "has a gap {seite}"),
        ({"url": "https://{query}.example.org/"}, "gap in its host"),
        ({"url": "ftp://x.example.org/"}, "is no web address"),
        ({"timezone": "Berlin"}, "is not a time zone"),
    ],
)
def test_what_is_written_wrongly_is_told_before_anything_is_asked(settings: dict[str, Any], said: str):
    with pytest.raises(ValidationError, match=said):
        Json.model_validate({"name": "x", "url": "https://x.example.org/", "fields": FIELDS, **settings})


async def test_a_recorded_answer_of_a_mastodon_server_is_read(api: Api, httpserver: HTTPServer):
    httpserver.expect_request("/tag").respond_with_data((FIXTURES / "mastodon_hashtag.json").read_bytes())
    fields = {
        "id": "id", "uri": "uri", "url": "url", "html": "content", "published": "created_at", "language": "language",
        "author_id": "account.id", "handle": "account.acct", "followers": "account.followers_count",
        "likes": "favourites_count", "shares": "reblogs_count", "parent": "in_reply_to_id",
    }  # fmt: skip
    [mention] = (await api.poll("/tag", items="@", fields=fields)).mentions
    assert mention.text == "#hoot (hashtag toot)"
    assert (mention.author.handle, mention.author.followers, mention.language) == ("mastodonpy_test_2", 0, "ja")
    assert mention.engagement == {"likes": 0, "shares": 0}
    assert mention.native_id == "117020593741189701"
