"""A Mastodon server is asked status by status whether it is still there."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from sources.mastodon import Mastodon
from sources.mastodon_stream import MastodonStream
from storage.clock import SimulatedClock
from storage.errors import Broken
from tests.worlds.network import NOW, client, network


async def gone(server: HTTPServer, *ids: str, live: bool = False) -> list[str]:
    plain = {"name": "m", "url": server.url_for("/")}
    source = MastodonStream.model_validate({**plain, "token": "t0k"}) if live else Mastodon.model_validate(plain)
    clock = SimulatedClock(NOW)
    async with client(clock=clock) as http:
        return list(await source.recheck(network(http, Path(), clock), ids))


@pytest.mark.parametrize("live", [False, True])
async def test_a_status_that_is_not_there_any_more_is_gone(httpserver: HTTPServer, live: bool) -> None:
    httpserver.expect_request("/api/v1/statuses/1").respond_with_json({"id": "1", "content": "<p>here</p>"})
    httpserver.expect_request("/api/v1/statuses/2").respond_with_json({"error": "Record not found"}, status=404)
    httpserver.expect_request("/api/v2/instance").respond_with_json({"domain": "tea.example"})
    assert await gone(httpserver, "1", "2", live=live) == ["2"]
    assert await gone(httpserver, "2", live=live) == ["2"], "also where it is the last one that is known"


async def test_a_server_that_answers_otherwise_has_deleted_nothing(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/statuses/1").respond_with_json({"error": "off"})
    with pytest.raises(Broken, match="shows no status"):
        await gone(httpserver, "1")
