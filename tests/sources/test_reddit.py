"""Reddit: tokens by either way, what was removed goes, recorded answers are read."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.apis.document import Document
from sources.reddit import Reddit
from storage.clock import SimulatedClock
from tests.worlds.network import NOW, client, network
from tests.worlds.upstream import Upstream

RECORDED = Path(__file__).parents[2].parent / "shared" / "cassettes" / "reddit"


async def test_what_was_removed_there_goes_here(httpserver: HTTPServer):
    (batch,) = await Upstream("reddit", httpserver).whole()
    assert batch.deleted == ("t3_1aba",)


async def test_comments_of_subreddits_are_read_as_well(httpserver: HTTPServer):
    (batch,) = await Upstream("reddit", httpserver).whole()
    (comment,) = [mention for mention in batch.mentions if mention.native_id.startswith("t1_")]
    assert (comment.parent_id, comment.thread_id, comment.author.handle) == ("t3_1abc", "t3_1abc", "pan")
    assert comment.url == "https://www.reddit.com/r/kettles/comments/1abc/a_slug/k1/"


async def test_a_person_reads_by_a_refresh_token(httpserver: HTTPServer):
    posted: list[Request] = []

    def give(request: Request) -> Response:
        posted.append(request)
        return Response('{"access_token": "t0ken"}')

    place = Upstream("reddit", httpserver)
    httpserver.clear()
    httpserver.expect_request("/api/v1/access_token").respond_with_handler(give)
    httpserver.expect_request("/search", headers={"Authorization": "Bearer t0ken"}).respond_with_json(
        {"kind": "Listing", "data": {"after": None, "children": []}}
    )
    await place.poll(refresh_token="r3fresh", subreddits=[])
    assert posted[0].get_data(as_text=True) == "grant_type=refresh_token&refresh_token=r3fresh"
    sent = posted[0].headers["Authorization"].removeprefix("Basic ")
    assert b64decode(sent) == b"p-jcoLKBynTLew:s3cret-of-an-app"


async def test_what_is_gone_is_found_out_by_asking_for_it(httpserver: HTTPServer):
    place = Upstream("reddit", httpserver)
    children = [
        {"kind": "t3", "data": {"name": "t3_a", "selftext": "still here", "title": "acme"}},
        {"kind": "t3", "data": {"name": "t3_b", "selftext": "[removed]", "title": "acme"}},
        {"kind": "t1", "data": {"name": "t1_c", "body": "[deleted]", "author": "[deleted]"}},
    ]
    httpserver.clear()
    httpserver.expect_request("/api/v1/access_token").respond_with_data('{"access_token": "t0ken"}')
    listed = {"id": "t3_a,t3_b,t1_c,t1_unknown", "raw_json": "1"}
    httpserver.expect_request("/api/info", query_string=listed).respond_with_json(
        {"kind": "Listing", "data": {"after": None, "children": children}}
    )
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        gone = await place.source().recheck(network(http, clock=clock), ["t3_a", "t3_b", "t1_c", "t1_unknown"])
    assert list(gone) == ["t3_b", "t1_c"]


@pytest.mark.parametrize("name", ["TestSubreddit.test_search", "TestSubredditListings.test_comments"])
def test_recorded_answers_are_read(name: str):
    path = RECORDED / f"{name}.json"
    if not path.is_file():
        pytest.skip("the shared recordings are not here")
    source = Reddit.model_validate({"name": "r", "client": "c", "secret": "s"})
    read = 0
    for each in json.loads(path.read_text("utf-8"))["interactions"]:
        data = json.loads(each["response"]["body"]["string"])
        if isinstance(data, dict) and data.get("kind") == "Listing":
            page = source.read(Document(data=data, where="reddit", headers={}, now=NOW))
            assert len(page.mentions) + len(page.deleted) == len(data["data"]["children"])
            assert page.refused == page.partial == ()
            assert all(mention.published_at and mention.url for mention in page.mentions)
            read += len(page.mentions)
    assert read > 0
