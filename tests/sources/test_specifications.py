"""Every request to Lemmy and Discourse is one that the specification of their interface allows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sources.base import Backfill, Source
from sources.discourse import Discourse
from sources.lemmy import Lemmy
from storage.records import Ask
from tests.worlds.network import NOW
from tests.worlds.polling import filled_back, polled, rechecked
from tests.worlds.specification import complaints

SPECIFICATIONS = Path(__file__).parents[3] / "shared" / "specs"
ASK = Ask(groups=(("acme",), ("acme cola", "recall")))


@pytest.fixture
def asked(httpserver: HTTPServer) -> list[Request]:
    """What a place is asked that has nothing, on any of its pages."""
    found: list[Request] = []

    def answer(request: Request) -> Response:
        found.append(request)
        empty = {"posts": [], "comments": [], "latest_posts": [], "users": [], "communities": []}
        one = re.search(r"/(post|comment)$", request.path)
        views = {f"{one[1]}_view": {one[1]: {"id": 1, "deleted": False, "removed": False}}} if one else {}
        return Response(json.dumps({**empty, "type_": "All", **views}), content_type="application/json")

    httpserver.expect_request(re.compile("/.*")).respond_with_handler(answer)
    return found


def specification(name: str) -> Mapping[str, Any]:
    path = SPECIFICATIONS / name
    if not path.exists():
        pytest.skip("the specification is not here")
    found: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


async def everything(source: Source) -> None:
    first = await polled(source, ask=ASK)
    await polled(source, dict(first.cursor), later=timedelta(hours=1), ask=ASK)
    if isinstance(source, Backfill):
        await filled_back(source, NOW - timedelta(days=30), ask=ASK)


def wrong(document: Mapping[str, Any], asked: list[Request], path: Callable[[str], str]) -> list[str]:
    return [
        f"{request.path}: {said}"
        for request in asked
        for said in complaints(document, request.method, path(request.path), request.args)
    ]


async def test_lemmy(httpserver: HTTPServer, asked: list[Request]) -> None:
    document = specification("lemmy.yaml")
    source = Lemmy.model_validate({"name": "l", "url": httpserver.url_for("/")})
    await everything(source)
    await rechecked(source, "post 1", "comment 1")
    assert {request.path for request in asked} == {"/api/v3/search", "/api/v3/post", "/api/v3/comment"}
    assert wrong(document, asked, lambda path: path.removeprefix("/api/v3")) == []


async def test_discourse(httpserver: HTTPServer, asked: list[Request]) -> None:
    document = specification("discourse.json")
    await everything(Discourse.model_validate({"name": "d", "url": httpserver.url_for("/")}))
    assert {request.path for request in asked} == {"/posts.json"}
    assert wrong(document, asked, lambda path: path) == []


def test_what_is_not_in_a_specification_is_told() -> None:
    document = {"paths": {"/a": {"get": {"parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}]}}}}
    assert complaints(document, "GET", "/a", {"n": "1"}) == []
    assert complaints(document, "GET", "/b", {}) == ["GET /b is not in the document"]
    assert complaints(document, "GET", "/a", {"n": "x", "m": "1"}) == ["m is no parameter", "n: 'x' is no number"]
