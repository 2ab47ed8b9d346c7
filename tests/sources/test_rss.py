"""Polling a feed over time: validators, moves, waiting, and what is wrong."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.rss import Rss
from storage.clock import SimulatedClock
from storage.errors import Broken, Gone, SourceError
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, client, network

FEED = (Path(__file__).parents[1] / "fixtures" / "rss" / "rss20_plain.xml").read_bytes()


async def poll(url: str, cursor: Cursor | None = None, *, later: timedelta = timedelta(), **options: object) -> Batch:
    """One poll; the cursor goes through JSON, as it does in the store."""
    clock = SimulatedClock(NOW + later)

    async with client(clock=clock) as http:
        feed = Rss.model_validate({"name": "feed", "url": url, **options})
        return await feed.poll(network(http, clock=clock), json.loads(json.dumps(cursor or {})), Ask())


async def test_entries_become_mentions(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)

    batch = await poll(httpserver.url_for("/feed"), kind="blog")

    assert [mention.native_id for mention in batch.mentions] == ["post-1", "https://kettle.example/post/2"]
    assert {mention.kind for mention in batch.mentions} == {"blog"}
    assert batch.not_before == NOW + timedelta(minutes=45)


async def test_gzip_file_without_header(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(gzip.compress(FEED), content_type="application/octet-stream")

    assert len((await poll(httpserver.url_for("/feed"))).mentions) == 2


async def test_unchanged_by_validators(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> Answer:
        known = request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
        if known == ('"one"', "Tue, 01 Sep 2026 10:00:00 GMT"):
            return Answer(status=304)
        assert known == (None, None)
        return Answer(FEED, headers={"ETag": '"one"', "Last-Modified": "Tue, 01 Sep 2026 10:00:00 GMT"})

    httpserver.expect_request("/feed").respond_with_handler(answer)
    first = await poll(httpserver.url_for("/feed"))
    second = await poll(httpserver.url_for("/feed"), first.cursor)

    assert (first.unchanged, second.unchanged, second.mentions) == (False, True, ())
    assert second.not_before == NOW + timedelta(minutes=45)


async def test_unchanged_by_its_bytes(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED)
    first = await poll(httpserver.url_for("/feed"))

    assert (await poll(httpserver.url_for("/feed"), first.cursor)).unchanged


async def test_everything_is_asked_for_once_a_day(httpserver: HTTPServer) -> None:
    def for_ever(request: Request) -> Answer:
        return Answer(status=304) if "If-None-Match" in request.headers else Answer(FEED, headers={"ETag": '"one"'})

    httpserver.expect_request("/feed").respond_with_handler(for_ever)
    first = await poll(httpserver.url_for("/feed"))

    assert (await poll(httpserver.url_for("/feed"), first.cursor, later=timedelta(hours=23))).unchanged
    assert len((await poll(httpserver.url_for("/feed"), first.cursor, later=timedelta(hours=25))).mentions) == 2


async def test_validators_are_not_trusted_where_nothing_is_ever_fresh(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED, headers={"ETag": '"one"', "Expires": "0"})

    cursor = (await poll(httpserver.url_for("/feed"))).cursor

    assert cursor["etag"] is None


async def test_weakened_validator_of_wordpress_is_made_strong(httpserver: HTTPServer) -> None:
    body = FEED.replace(b"<item>", b"<generator>https://wordpress.org/?v=6.9</generator><item>", 1)
    httpserver.expect_request("/feed").respond_with_data(body, headers={"ETag": 'W/"one"'})
    httpserver.expect_request("/other").respond_with_data(FEED, headers={"ETag": 'W/"one"'})

    assert (await poll(httpserver.url_for("/feed"))).cursor["etag"] == '"one"'
    assert (await poll(httpserver.url_for("/other"))).cursor["etag"] == 'W/"one"'


async def test_validators_of_one_address_say_nothing_about_another(httpserver: HTTPServer) -> None:
    """A redirect now leads to another feed of the same WordPress, which has the same ETag."""

    def identical(request: Request) -> Answer:
        return Answer(status=304) if "If-None-Match" in request.headers else Answer(FEED, headers={"ETag": '"same"'})

    httpserver.expect_request("/one").respond_with_handler(identical)
    httpserver.expect_request("/two").respond_with_handler(identical)
    turns = iter(["/one", "/two", "/two"])
    httpserver.expect_request("/feed").respond_with_handler(
        lambda _: Answer(status=302, headers={"Location": next(turns)})
    )

    first = await poll(httpserver.url_for("/feed"))
    second = await poll(httpserver.url_for("/feed"), {**first.cursor, "digest": "of other bytes"})

    assert len(second.mentions) == 2


async def test_changed_address_in_the_config_starts_anew(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_data(FEED)
    httpserver.expect_request("/new").respond_with_data(FEED)
    first = await poll(httpserver.url_for("/old"))

    assert len((await poll(httpserver.url_for("/new"), first.cursor)).mentions) == 2


class TestMoves:
    async def test_adopted_after_three_permanent_redirects(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/feed").respond_with_data(status=301, headers={"Location": "/new"})
        httpserver.expect_request("/new").respond_with_data(FEED)
        cursor: Cursor = {}
        for _ in range(3):
            cursor = (await poll(httpserver.url_for("/feed"), cursor)).cursor
        httpserver.clear_log()

        await poll(httpserver.url_for("/feed"), cursor)

        assert [request.path for request, _ in httpserver.log] == ["/new"]

    @pytest.mark.parametrize("status", [302, 307])
    async def test_temporary_ones_never(self, httpserver: HTTPServer, status: int) -> None:
        httpserver.expect_request("/feed").respond_with_data(status=status, headers={"Location": "/new"})
        httpserver.expect_request("/new").respond_with_data(FEED)
        cursor: Cursor = {}
        for _ in range(5):
            cursor = (await poll(httpserver.url_for("/feed"), cursor)).cursor

        assert not cursor.get("adopted")

    async def test_a_redirect_that_changes_its_mind_starts_counting_anew(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/a").respond_with_data(FEED)
        httpserver.expect_request("/b").respond_with_data(FEED)
        turns = iter(["/a", "/a", "/b", "/a"])
        httpserver.expect_request("/feed").respond_with_handler(
            lambda _: Answer(status=301, headers={"Location": next(turns)})
        )
        cursor: Cursor = {}
        for _ in range(4):
            cursor = (await poll(httpserver.url_for("/feed"), cursor)).cursor

        assert not cursor.get("adopted")

    async def test_back_to_the_old_address_when_the_new_one_is_gone(self, httpserver: HTTPServer) -> None:
        moved = {"status": 301, "headers": {"Location": "/new"}}
        for _ in range(3):
            httpserver.expect_ordered_request("/feed").respond_with_data(**moved)
            httpserver.expect_ordered_request("/new").respond_with_data(FEED)
        httpserver.expect_ordered_request("/new").respond_with_data(status=410)
        httpserver.expect_ordered_request("/feed").respond_with_data(FEED.replace(b"Plain words", b"Other words"))
        cursor: Cursor = {}
        for _ in range(3):
            cursor = (await poll(httpserver.url_for("/feed"), cursor)).cursor
        assert cursor["adopted"]

        batch = await poll(httpserver.url_for("/feed"), cursor)

        assert len(batch.mentions) == 2
        assert not batch.cursor["adopted"]

    async def test_the_cursor_holds_no_secret_of_the_address(self, httpserver: HTTPServer) -> None:
        """Neither user, password, path nor key, though the new address has them too."""
        where = {"Location": "/v2/t0ken-in-path?key=k3y-in-query"}
        httpserver.expect_request("/t0ken-in-path").respond_with_data(status=301, headers=where)
        httpserver.expect_request("/v2/t0ken-in-path").respond_with_data(FEED, headers={"ETag": '"one"'})
        url = httpserver.url_for("/t0ken-in-path").replace("://", "://us3r:p4ssword@") + "?key=k3y-in-query"
        cursor: Cursor = {}
        for _ in range(3):
            cursor = (await poll(url, cursor)).cursor
        httpserver.clear_log()

        await poll(url, cursor)

        assert [request.full_path for request, _ in httpserver.log] == ["/v2/t0ken-in-path?key=k3y-in-query"]
        assert not [word for word in ("us3r", "p4ssword", "t0ken", "k3y") if word in json.dumps(cursor)]


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (200, b"<!doctype html><title>Our blog</title>", Broken, "HTML page titled “Our blog”"),
        (200, b"", Broken, "is empty"),
        (404, FEED, Broken, "not found"),
        (410, b"", Gone, "remove this source"),
        (204, b"", Broken, "is empty"),
    ],
)
async def test_what_is_wrong(
    httpserver: HTTPServer, status: int, body: bytes, error: type[SourceError], said: str
) -> None:
    httpserver.expect_request("/feed").respond_with_data(body, status=status)

    with pytest.raises(error, match=said):
        await poll(httpserver.url_for("/feed"))


async def test_a_server_that_says_unchanged_to_a_first_question(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(status=304)

    with pytest.raises(Broken, match="304"):
        await poll(httpserver.url_for("/feed"))


async def test_an_edited_entry_keeps_its_identity(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/feed").respond_with_data(FEED)
    httpserver.expect_ordered_request("/feed").respond_with_data(FEED.replace(b"Plain words", b"Other words"))
    first = await poll(httpserver.url_for("/feed"))
    second = await poll(httpserver.url_for("/feed"), first.cursor)

    assert [mention.native_id for mention in first.mentions] == [mention.native_id for mention in second.mentions]
    assert second.mentions[1].text == "Other words"
