"""Several feeds of one source take turns, each with its own memory; one that fails costs the others nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request
from werkzeug import Response as Answer

from sources.feeds.preset import Preset
from storage.errors import Broken, RateLimited
from storage.records import Ask
from tests.worlds.network import NOW
from tests.worlds.polling import ids, polled

MINUTE = timedelta(minutes=1)


class Places(Preset):
    at_once: ClassVar[int] = 2
    pause: ClassVar[timedelta] = MINUTE
    server: str
    feeds: tuple[str, ...]

    def addresses(self, ask: Ask) -> Mapping[str, str]:
        return {name: f"{self.server}{name}?token=s3cr3t" for name in self.feeds}


class Host:
    """Feeds by name, each with entries; `fails` answers instead, `ttl` minutes a feed wants to rest."""

    def __init__(self, server: HTTPServer) -> None:
        self.entries: dict[str, list[str]] = {}
        self.fails: dict[str, Answer] = {}
        self.ttl: dict[str, int] = {}
        self.asked: list[str] = []
        self.url = server.url_for("/")
        server.expect_request("/robots.txt").respond_with_data("")
        for name in "abcde":
            server.expect_request(f"/{name}").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Answer:
        name = request.path[1:]
        self.asked.append(name)
        if name in self.fails:
            return self.fails[name]
        said = self.entries.get(name, [f"{name}1"])
        etag = f'"{"".join(said)}"'
        if request.headers.get("If-None-Match") == etag:
            return Answer(status=304)
        items = "".join(f"<item><guid>{each}</guid><title>acme {each}</title></item>" for each in said)
        wait = f"<ttl>{self.ttl[name]}</ttl>" if name in self.ttl else ""
        body = f"<rss version='2.0'><channel><title>{name}</title>{wait}{items}</channel></rss>"
        return Answer(body, headers={"ETag": etag})

    def source(self, *feeds: str) -> Places:
        return Places.model_validate({"name": "many", "server": self.url, "feeds": feeds})


@pytest.fixture
def host(httpserver: HTTPServer) -> Host:
    return Host(httpserver)


async def test_they_take_turns_with_a_pause_between(host: Host):
    source = host.source("a", "b", "c")
    first = await polled(source)
    assert (ids(first), first.more, first.not_before) == (["a1", "b1"], True, NOW + MINUTE)
    second = await polled(source, first.cursor, later=MINUTE)
    assert (ids(second), second.more, second.not_before) == (["c1"], False, None)
    third = await polled(source, second.cursor, later=16 * MINUTE)
    assert third.more
    assert host.asked == ["a", "b", "c", "a", "b"]


async def test_each_remembers_its_own_validators(host: Host):
    source = host.source("a", "b")
    first = await polled(source)
    host.entries["b"] = ["b2", "b1"]
    second = await polled(source, first.cursor, later=15 * MINUTE)
    assert (ids(second), second.unchanged) == (["b2", "b1"], False)
    third = await polled(source, second.cursor, later=30 * MINUTE)
    assert (ids(third), third.unchanged) == ([], True)


async def test_what_two_of_them_have_comes_once(host: Host):
    host.entries = {"a": ["x", "y"], "b": ["x"]}
    assert ids(await polled(host.source("a", "b"))) == ["x", "y"]


async def test_one_that_fails_makes_it_partial_and_is_tried_again(host: Host):
    source = host.source("a", "b")
    host.fails = {"a": Answer(status=500)}
    first = await polled(source)
    assert ids(first) == ["b1"]
    assert "a: " in first.partial[0]
    assert "s3cr3t" not in str(first)
    host.fails = {}
    assert "a1" in ids(await polled(source, first.cursor, later=15 * MINUTE))


async def test_all_that_fail_are_a_failure(host: Host):
    host.fails = {"a": Answer(status=500), "b": Answer(status=500)}
    with pytest.raises(Broken, match="500"):
        await polled(host.source("a", "b"))


async def test_a_host_that_wants_to_be_left_alone_is(host: Host):
    host.fails = {"a": Answer(status=429, headers={"Retry-After": "600"})}
    with pytest.raises(RateLimited):
        await polled(host.source("a", "b"))
    assert host.asked == ["a"]
    host.fails = {"b": Answer(status=429, headers={"Retry-After": "600"})}
    assert (await polled(host.source("a", "b"))).not_before == NOW + 10 * MINUTE


async def test_a_feed_that_wants_to_rest_rests_while_others_are_read(host: Host):
    source = host.source("a", "b")
    host.ttl = {"a": 120}
    first = await polled(source)
    assert first.not_before is None
    second = await polled(source, first.cursor, later=30 * MINUTE)
    assert host.asked == ["a", "b", "b"]
    await polled(source, second.cursor, later=121 * MINUTE)
    assert host.asked[3:] == ["b", "a"] or host.asked[3:] == ["a", "b"]


async def test_the_source_waits_where_all_want_to_rest(host: Host):
    host.ttl = {"a": 120, "b": 60}
    assert (await polled(host.source("a", "b"))).not_before == NOW + 60 * MINUTE


async def test_a_feed_that_is_no_more_wanted_is_forgotten_and_no_secret_is_kept(host: Host):
    first = await polled(host.source("a", "b"))
    second = await polled(host.source("b"), first.cursor)
    assert list(second.cursor["feeds"]) == ["b"]
    assert "s3cr3t" not in json.dumps(second.cursor)
