"""An API that says "unchanged" is not asked to send its list again, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.base import Answer
from sources.wire.remembered import ASK_IN_FULL, LARGEST, MOST, Remembered
from tests.worlds.network import client


def answer(body: bytes = b"x", status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, url="https://x.example/", headers=named, body=body, digest="")


def serve(server: HTTPServer, seen: list[Request], body: Callable[[], str]) -> None:
    def handler(request: Request) -> Response:
        seen.append(request)
        made = Response(body(), content_type="application/json")
        made.set_etag(body().strip("[]") or "none")
        return made.make_conditional(request)

    server.expect_request("/list").respond_with_handler(handler)


async def test_what_is_unchanged_comes_from_memory_and_what_has_changed_from_there(httpserver: HTTPServer) -> None:
    seen: list[Request] = []
    now = ["[1]"]
    serve(httpserver, seen, lambda: now[0])
    async with client() as http:
        bodies = [(await http.get_known(httpserver.url_for("/list"))).body for _ in range(3)]
        now[0] = "[2]"
        changed = await http.get_known(httpserver.url_for("/list"))
        other = await http.get_known(httpserver.url_for("/list"), params={"page": "2"})
    assert bodies == [b"[1]"] * 3
    assert (changed.body, changed.status, other.body) == (b"[2]", 200, b"[2]")
    assert [request.headers.get("If-None-Match") for request in seen] == [None, '"1"', '"1"', '"1"', None]


async def test_another_key_is_another_answer(httpserver: HTTPServer) -> None:
    seen: list[Request] = []
    serve(httpserver, seen, lambda: "[1]")
    async with client() as http:
        for key in ("a", "b"):
            await http.get_known(httpserver.url_for("/list"), headers={"authorization": key})
    assert [request.headers.get("If-None-Match") for request in seen] == [None, None]


async def test_a_server_that_answers_unchanged_unasked_is_passed_on(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/list").respond_with_data(status=304)
    async with client() as http:
        assert (await http.get_known(httpserver.url_for("/list"))).status == 304


def test_after_a_day_the_whole_is_asked_for() -> None:
    kept = Remembered()
    kept.taken("k", answer(etag="1", last_modified="then"), 0.0)
    assert kept.validators("k", 5.0) == {"if-none-match": "1", "if-modified-since": "then"}
    assert kept.taken("k", answer(b"", 304), 5.0).body == b"x"
    assert kept.validators("k", ASK_IN_FULL) == {}


@pytest.mark.parametrize("said", [answer(), answer(b"x" * (LARGEST + 1), etag="1"), answer(etag="1", status=206)])
def test_what_is_not_remembered(said: Answer) -> None:
    kept = Remembered()
    kept.taken("k", answer(etag="0"), 0.0)
    kept.taken("k", said, 1.0)
    assert kept.validators("k", 2.0) == {}


def test_memory_is_bounded_and_the_oldest_go_first() -> None:
    kept, size = Remembered(), LARGEST
    count = MOST // size + 2
    for number in range(count):
        kept.taken(str(number), answer(b"x" * size, etag="1"), 0.0)
    known = [number for number in range(count) if kept.validators(str(number), 1.0)]
    assert known == list(range(2, count))
