"""Lemmy is asked post by post whether it is still there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from sources.lemmy import Lemmy
from storage.clock import SimulatedClock
from storage.errors import Broken, RateLimited
from tests.worlds.network import NOW, client, network


def shows(server: HTTPServer, what: str, id: int, status: int = 200, **state: Any) -> None:
    body = {f"{what}_view": {what: {"id": id, "deleted": False, "removed": False, **state}}}
    asked = server.expect_request(f"/api/v3/{what}", query_string={"id": str(id)})
    asked.respond_with_json(body if status == 200 else {"error": f"couldnt_find_{what}"}, status=status)


async def gone(server: HTTPServer, *ids: str) -> list[str]:
    source = Lemmy.model_validate({"name": "l", "url": server.url_for("/")})
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        return list(await source.recheck(network(http, Path(), clock), ids))


async def test_what_is_deleted_removed_or_missing_is_gone_and_the_rest_is_there(httpserver: HTTPServer) -> None:
    shows(httpserver, "post", 1)
    shows(httpserver, "post", 2, deleted=True)
    shows(httpserver, "comment", 3, removed=True)
    shows(httpserver, "comment", 4, status=404)
    httpserver.expect_request("/api/v3/site").respond_with_json({"site_view": {"site": {"name": "Tea"}}})
    asked = ("post 1", "post 2", "comment 3", "comment 4")
    assert sorted(await gone(httpserver, *asked)) == ["comment 3", "comment 4", "post 2"]


async def test_a_server_on_which_nothing_is_to_be_found_has_moved_and_deleted_nothing(httpserver: HTTPServer) -> None:
    shows(httpserver, "post", 1, status=404)
    shows(httpserver, "post", 2, status=404)
    httpserver.expect_request("/api/v3/site").respond_with_json({}, status=404)
    with pytest.raises(Broken, match="404"):
        await gone(httpserver, "post 1", "post 2")


async def test_a_server_that_is_tired_or_answers_otherwise_has_deleted_nothing(httpserver: HTTPServer) -> None:
    shows(httpserver, "post", 1, status=429)
    with pytest.raises(RateLimited):
        await gone(httpserver, "post 1")
    httpserver.clear()
    httpserver.expect_request("/api/v3/post").respond_with_json({"posts": []})
    with pytest.raises(Broken, match="shows no post"):
        await gone(httpserver, "post 1")
