"""YouTube: replies are whole, closed comments cost only their video, and the day's units are not exceeded."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.apis.usage import usages
from storage.clock import SimulatedClock
from storage.errors import Broken, RateLimited, Unauthorised
from storage.records import Ask
from tests.worlds.network import NOW, client, network
from tests.worlds.polling import rechecked
from tests.worlds.upstream import FIXTURES, Upstream


async def test_all_replies_are_read_though_a_thread_shows_one(httpserver: HTTPServer):
    place = Upstream("youtube", httpserver)
    (batch,) = await place.whole()
    replies = [mention for mention in batch.mentions if mention.parent_id == "Ugx2"]
    assert [mention.native_id for mention in replies] == ["Ugx2.r1", "Ugx2.r2", "Ugx2.r3"]
    assert {mention.thread_id for mention in replies} == {"Ugx2"}
    assert [request.path.rpartition("/")[2] for request in place.requests] == [
        "commentThreads", "comments", "commentThreads",
    ]  # fmt: skip
    (used,) = usages(batch.cursor, NOW)
    assert (used.used, used.limit, used.unit, used.until) == (3, 10_000, "units", datetime(2026, 9, 11, 7, tzinfo=UTC))


async def test_the_units_of_a_day_are_not_exceeded(httpserver: HTTPServer):
    place = Upstream("youtube", httpserver)
    batch = await place.poll(quota=2)
    assert len(place.requests) == 2
    assert "2 of 2 units of this day are used" in batch.partial[0]
    with pytest.raises(RateLimited):
        await place.poll(batch.cursor, quota=2)
    assert len(place.requests) == 2


async def test_a_video_without_comments_costs_only_itself(httpserver: HTTPServer):
    place = Upstream("youtube", httpserver)
    listed = (FIXTURES / "youtube" / "second.json").read_bytes()

    def answer(request: Request) -> Response:
        return Response(status=403) if request.args["videoId"] == "closed" else Response(listed)

    httpserver.clear()
    httpserver.expect_request(re.compile(".*/commentThreads")).respond_with_handler(answer)
    batch = await place.poll(channels=[], videos=["closed", "open"])
    assert len(batch.mentions) == 1
    assert "video closed" in batch.partial[0]
    assert "comments are closed" in batch.partial[0]


async def test_a_wrong_key_is_told_as_such(httpserver: HTTPServer):
    place = Upstream("youtube", httpserver)
    place.refusal = Response(status=403)
    with pytest.raises(Unauthorised, match="check the key"):
        await place.poll()


async def test_nothing_to_read_is_told(httpserver: HTTPServer):
    with pytest.raises(Broken, match="`channels` nor `videos`"):
        await Upstream("youtube", httpserver).poll(channels=[])


async def test_what_is_gone_is_found_out_by_asking_for_it(httpserver: HTTPServer):
    asked: list[str] = []

    def answer(request: Request) -> Response:
        asked.append(request.args["id"])
        there = [{"id": id} for id in request.args["id"].split(",") if int(id) % 2]
        return Response(json.dumps({"items": there}))

    source = Upstream("youtube", httpserver).source()
    httpserver.clear()
    httpserver.expect_request("/youtube/v3/comments").respond_with_handler(answer)
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        gone = await source.recheck(network(http, clock=clock), [str(number) for number in range(60)])
    assert list(gone) == [str(number) for number in range(0, 60, 2)]
    assert [len(ids.split(",")) for ids in asked] == [50, 10]


async def test_asking_again_what_was_deleted_counts_as_what_it_costs(httpserver: HTTPServer) -> None:
    source, clock = Upstream("youtube", httpserver).source(), SimulatedClock(NOW)
    async with client(clock=clock) as http:
        net = network(http, clock=clock)
        httpserver.clear()
        httpserver.expect_request(re.compile(".*/comments")).respond_with_json({"items": [{"id": "0"}]})
        await source.recheck(net, [str(number) for number in range(60)])
        with pytest.raises(Broken):
            await source.recheck(net, ["1"])
        Upstream("youtube", httpserver)
        batch = await source.poll(net, {}, Ask())
    (used,) = usages(batch.cursor, NOW)
    assert used.used == len(httpserver.log) > 4


async def test_where_none_is_there_any_more_the_newest_comment_is_asked_for_as_well(httpserver: HTTPServer) -> None:
    there: list[str] = ["new"]
    source = Upstream("youtube", httpserver).source()
    httpserver.clear()
    httpserver.expect_request("/youtube/v3/commentThreads").respond_with_json({"items": [{"id": "new"}]})
    httpserver.expect_request("/youtube/v3/comments").respond_with_handler(
        lambda request: Response(json.dumps({"items": [{"id": id} for id in there if id in request.args["id"]]}))
    )
    assert await rechecked(source, "1", "2") == ["1", "2"]
    there.clear()
    with pytest.raises(Broken, match="nor any other"):
        await rechecked(source, "1", "2")
