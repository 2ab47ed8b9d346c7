"""X: what it costs is counted to the cent and never exceeds the budget; every request is one that X documents."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.apis.document import Document
from sources.apis.usage import usages
from sources.x import X
from storage.clock import SimulatedClock
from storage.errors import Broken, RateLimited, Unauthorised
from storage.records import Batch
from tests.worlds.network import NOW, client, network, serving
from tests.worlds.specification import complaints
from tests.worlds.upstream import ASK, Upstream

SHARED = Path(__file__).parents[2].parent / "shared"


def page(count: int, authors: int, token: str | None = None) -> dict[str, Any]:
    posts = [
        {
            "id": str(1000 + number),
            "text": f"acme {number}",
            "created_at": "2026-09-10T11:00:00.000Z",
            "author_id": str(number % authors),
        }
        for number in range(count)
    ]
    users = [{"id": str(number), "name": "n", "username": f"u{number}"} for number in range(authors)]
    meta = {"result_count": count, **({"next_token": token} if token else {})}
    return {"data": posts, "includes": {"users": users}, "meta": meta} if count else {"meta": meta}


class Place(Upstream):
    """X, answering with pages of a size."""

    def __init__(self, server: HTTPServer, *answers: Any) -> None:
        super().__init__("x", server)
        self.answers: Iterator[Any] = iter(answers)
        self.asked: list[dict[str, str]] = []
        server.clear()
        server.expect_request("/2/tweets/search/recent").respond_with_handler(self._page)

    def _page(self, request: Request) -> Response:
        self.asked.append(dict(request.args))
        answer = next(self.answers)
        return answer if isinstance(answer, Response) else Response(json.dumps(answer))


def spent(batch: Batch) -> float:
    return next(each.used for each in usages(batch.cursor, NOW) if each.unit == "US dollars")


async def test_posts_and_authors_are_counted_once_each(httpserver: HTTPServer):
    place = Place(httpserver, page(10, 4, "n"), page(10, 10))
    batch = await place.poll()
    assert spent(batch) == pytest.approx(20 * 0.005 + 14 * 0.010)


async def test_without_authors_it_costs_a_third(httpserver: HTTPServer):
    place = Place(httpserver, page(10, 4))
    batch = await place.poll(authors=False)
    assert spent(batch) == pytest.approx(0.05)
    assert {"expansions", "user.fields"}.isdisjoint(place.asked[0])


async def test_nothing_is_asked_for_that_could_exceed_the_budget(httpserver: HTTPServer):
    place = Place(httpserver, page(40, 40, "n"))
    batch = await place.poll(budget=0.7)
    assert [asked["max_results"] for asked in place.asked] == ["46"]
    assert spent(batch) == pytest.approx(0.6)
    (why,) = batch.partial
    assert "0.6 of 0.7 US dollars of this month are used" in why
    assert batch.not_before == datetime(2026, 10, 1, tzinfo=UTC)
    with pytest.raises(RateLimited, match="until 2026-10-01 00:00 UTC"):
        await place.poll(batch.cursor, budget=0.7)
    assert len(place.asked) == 1


@pytest.mark.parametrize("budget", [0.15, 0.31, 0.4, 1.0, 1.51, 3.3])
async def test_the_budget_holds_however_much_there_is(httpserver: HTTPServer, budget: float):
    place, cursor, last = Place(httpserver), {}, 0.0
    place.answers = iter(partial(_as_many_as_asked, place), None)
    for _ in range(5):
        try:
            batch = await place.poll(cursor, budget=budget)
        except RateLimited:
            break
        cursor, last = dict(batch.cursor), spent(batch)
    assert budget - 0.15 < last <= budget


def _as_many_as_asked(place: Place) -> dict[str, Any]:
    count = int(place.asked[-1]["max_results"])
    return page(count, count, "n")


async def test_an_answer_that_cannot_be_read_is_paid_for_all_the_same(httpserver: HTTPServer):
    place = Place(httpserver, Response("<p>what?</p>"))
    with pytest.raises(Broken) as caught:
        await place.poll()
    assert caught.value.cursor is not None
    assert spent(Batch(cursor=caught.value.cursor)) == pytest.approx(1.5)


async def test_a_poll_that_is_given_up_while_x_answers_is_paid_for(httpserver: HTTPServer):
    place = Upstream("x", httpserver)
    clock = SimulatedClock(NOW)

    async def dripping(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(1)

    async with serving(dripping) as port, client(clock=clock) as http:
        net = network(http, clock=clock)
        stuck = place.source(api=f"http://127.0.0.1:{port}/")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await stuck.poll(net, {}, ASK)
        batch = await place.source().poll(net, {}, ASK)
    assert spent(batch) == pytest.approx(1.5 + 2 * 0.015)


@pytest.mark.parametrize(("status", "error"), [(402, Unauthorised), (500, Broken), (429, RateLimited)])
async def test_a_refusal_costs_nothing(httpserver: HTTPServer, status: int, error: type[Exception]):
    place = Place(httpserver, Response("", status=status))
    with pytest.raises(error) as caught:
        await place.poll()
    assert getattr(caught.value, "cursor", None) is None
    assert status != 402 or "buy more" in str(caught.value)


async def test_what_x_cannot_give_is_told(httpserver: HTTPServer):
    errors = [{"title": "Not Found Error", "detail": "Could not find user", "parameter": "author_id"}]
    batch = await Place(httpserver, {**page(10, 10), "errors": errors}).poll()
    assert len(batch.mentions) == 10
    assert "Could not find user" in batch.partial[0]


async def test_after_a_long_outage_the_lost_days_are_told(httpserver: HTTPServer):
    low = (NOW - timedelta(days=20)).isoformat()
    place = Place(httpserver, page(0, 0))
    batch = await place.poll({"listings": {"acme": {"low": low}}})
    assert place.asked[0]["start_time"] == "2026-09-03T12:05:00Z"
    assert "before 2026-09-03 12:05 UTC" in batch.partial[0]


async def test_a_search_that_is_too_long_is_told_before_it_is_made(httpserver: HTTPServer):
    place = Place(httpserver)
    with pytest.raises(Broken, match="605 characters"):
        await place.poll(search=["acme " + "x" * 600])
    assert place.asked == []


async def test_every_request_is_one_that_x_documents(httpserver: HTTPServer):
    if not (SHARED / "specs").is_dir():
        pytest.skip("the shared specifications are not here")
    document = json.loads((SHARED / "specs" / "x.json").read_text("utf-8"))
    place = Place(httpserver, page(10, 10, "n"), page(10, 10), page(10, 10))
    await place.poll()
    await place.poll(authors=False, within="lang:en -is:retweet")
    assert [complaints(document, "GET", "/2/tweets/search/recent", asked) for asked in place.asked] == [[]] * 3
    assert complaints(document, "GET", "/2/tweets/search/recent", {"query": "a", "max_results": "101"})


def test_a_recorded_answer_is_read():
    path = SHARED / "cassettes" / "x" / "test_asyncclient_search_recent_tweets.yaml"
    if not path.is_file():
        pytest.skip("the shared recordings are not here")
    (recorded,) = yaml.safe_load(path.read_text("utf-8"))["interactions"]
    data = json.loads(recorded["response"]["body"]["string"])
    source = X.model_validate({"name": "x", "token": "t", "budget": 1.0})
    found = source.read(Document(data=data, where="x", headers={}, now=NOW))
    assert len(found.mentions) == len(data["data"]) == 10
    assert found.mentions[0].text.startswith("RT @t6dr1ve: #TwitterBots")
    assert found.next == data["meta"]["next_token"]
    # It was asked without fields, which shows: no post says when, or by whom.
    assert len(found.partial) == 2
