"""The pages answer to names of their own; a name of another site that leads here reads nothing."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import httpx
from starlette.testclient import TestClient

from listener.app import App
from listener.web.security.headers import SAFE
from storage.clock import SimulatedClock
from tests.worlds.clients import browser, local, visit

PAGES = ("/", "/incidents/1", "/act/x", "/enter/x", "/static/listener.css", "/nothing")
ROUTES = (*PAGES, "/health", "/metrics", "/hooks/incidents")
OURS = """127.0.0.1 127.0.0.1:8350 127.8.8.8 localhost:1 LOCALHOST [::1]:8350 listener.example.org listener.example.org.
listener.internal:99 192.0.2.7:8350 xn--mnchen-3ya.example"""
ALIKE = """0.0.0.0 10.0.0.1 evil.example localhost.evil.example 127.0.0.1.evil.example localhost:x
127.0.0.1@evil.example evil.example#127.0.0.1 evil.example/127.0.0.1 [::2] [localhost] ::1 0177.0.0.1 2130706433
xlistener.example.org listener.example.org.evil.example"""
NAMED = 'listen = "192.0.2.7:8350"\nallowed_hosts = ["Listener.internal", "münchen.example"]'


def by(client: TestClient, host: str, path: str = "/health") -> httpx.Response:
    """Asked for by this name."""
    return client.get(path, headers={"Host": host})


async def test_no_route_answers_to_a_strange_name(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = browser(app)
        for path, method in product(ROUTES, ("GET", "POST", "HEAD")):
            refused = client.request(method, path, headers={"Host": "rebound.example:8350"})
            assert refused.status_code == 421
            assert {name: refused.headers.get(name) for name in SAFE} == SAFE
            assert "rebound" not in refused.text

    await visit(tmp_path, look)


async def test_it_answers_to_its_own_names(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        for host in OURS.split():
            assert by(browser(app), host).status_code == 200, host

    await visit(tmp_path, look, listener=NAMED)


async def test_it_answers_to_nothing_that_only_looks_like_one(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        for host in ("", " ", *ALIKE.split()):
            assert by(browser(app), host).status_code == 421, host

    await visit(tmp_path, look, listener=NAMED)


async def test_two_names_are_none(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        assert browser(app).get("/", headers=[("Host", "127.0.0.1"), ("Host", "evil.example")]).status_code == 421

    await visit(tmp_path, look)


async def test_a_head_of_many_or_long_fields_is_refused(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = browser(app)
        assert client.get("/", headers={f"X-{n}": "x" for n in range(101)}).status_code == 431
        assert client.get("/", headers={"X": "x" * 40_000}).status_code == 431

    await visit(tmp_path, look)


async def test_nothing_leads_to_the_name_that_was_sent(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        for path in ("/health/", "/static", "/incidents/1/"):
            answer = by(local(app), "localhost:666", path)
            assert answer.status_code == 404
            assert "location" not in answer.headers

    await visit(tmp_path, look)
