"""Facebook, Instagram and Threads: an expired token is told, and pages follow without a token in their addresses."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from sources.apis.usage import usages
from storage.errors import RateLimited, Unauthorised
from tests.worlds.network import NOW
from tests.worlds.polling import rechecked
from tests.worlds.upstream import SECRET, Upstream

PLACES = ("facebook", "instagram", "threads")


@pytest.mark.parametrize("name", PLACES)
async def test_a_token_that_has_expired_is_told(httpserver: HTTPServer, name: str):
    place = Upstream(name, httpserver)
    place.refusal = Response('{"error": {"code": 190, "message": "Session has expired"}}', status=400)
    with pytest.raises(Unauthorised, match="the token has expired") as caught:
        await place.poll(token=SECRET)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", PLACES)
async def test_the_token_stands_in_a_header_and_in_no_address(httpserver: HTTPServer, name: str):
    place = Upstream(name, httpserver)
    batches = await place.whole()
    assert len(place.requests) >= 2
    assert {request.headers["Authorization"] for request in place.requests} == {"Bearer t0ken-of-a-test"}
    assert all("access_token" not in request.full_path for request in place.requests)
    assert "SHOWN" not in str(batches)


@pytest.mark.parametrize("name", ["facebook", "instagram"])
async def test_what_the_brand_says_itself_is_left_out_unless_it_is_wanted(httpserver: HTTPServer, name: str):
    place = Upstream(name, httpserver)
    others = {mention.native_id for batch in await place.whole() for mention in batch.mentions}
    everything = {mention.native_id for mention in (await place.poll(own=True)).mentions}
    assert others < everything
    own = next(m for m in (await place.poll(own=True)).mentions if m.native_id in everything - others)
    assert own.engagement["likes"] > 0
    assert own.engagement["replies"] == 3


async def test_how_much_is_used_is_told_in_percent(httpserver: HTTPServer):
    place = Upstream("facebook", httpserver)
    place.refusal = Response('{"data": []}', headers={"X-App-Usage": '{"call_count": 28, "total_time": 5}'})
    (used,) = usages((await place.poll()).cursor, NOW)
    assert (used.used, used.limit) == (28, 100)


async def test_a_search_that_finds_nothing_may_be_a_word_that_is_not_searched(httpserver: HTTPServer):
    place = Upstream("threads", httpserver)
    place.empty = True
    batch = await place.poll()
    assert "sensitive" in batch.notes[0]
    assert "sensitive" in place.source().about.blind


async def test_the_searches_of_a_day_are_counted(httpserver: HTTPServer):
    place = Upstream("threads", httpserver)
    batch = await place.poll(quota=1)
    assert "1 of 1 searches of this day are used" in batch.partial[0]
    with pytest.raises(RateLimited):
        await place.poll(batch.cursor, quota=1)
    assert len(place.requests) == 1


@pytest.mark.parametrize(("name", "setting"), [("facebook", "page"), ("instagram", "account"), ("threads", None)])
async def test_what_the_token_is_shown_no_more_is_gone_unless_it_is_shown_nothing(
    httpserver: HTTPServer, name: str, setting: str | None
):
    source = Upstream(name, httpserver).source()
    api = urlsplit(str(source.api)).path
    own = f"{api}{getattr(source, setting) if setting else 'me'}"
    httpserver.clear()
    headers = {"Authorization": "Bearer t0ken-of-a-test"}
    httpserver.expect_request(f"{api}1_2", headers=headers, query_string="fields=id").respond_with_json({"id": "1_2"})
    missing = {"error": {"code": 100, "error_subcode": 33, "message": "Object with ID '3' does not exist"}}
    httpserver.expect_request(f"{api}3").respond_with_json(missing, status=400)
    httpserver.expect_request(own, headers=headers).respond_with_json({"id": "7"})
    assert list(await rechecked(source, "1_2", "3")) == ["3"]
    httpserver.clear()
    httpserver.expect_request(f"{api}1_2").respond_with_json({"id": "1_2"})
    httpserver.expect_request(f"{api}3").respond_with_json({"error": {"code": 190}}, status=400)
    httpserver.expect_request(own).respond_with_json({"error": {"code": 190}}, status=400)
    with pytest.raises(Unauthorised, match="token has expired"):
        await rechecked(source, "1_2", "3")
