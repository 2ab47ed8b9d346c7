"""Try all now: every source is asked beside everything else, and the page says how far that is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.actions import polling
from listener.actions.polling import make_round
from listener.app import App
from storage.clock import SimulatedClock
from tests.worlds.clients import local, send, signed_in, visit
from tests.worlds.incidents import world
from tests.worlds.programs import holder

FEED = (
    "<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>Acme burns</title>"
    "<link>https://example.org/1</link></item></channel></rss>"
)


def feeds(server: HTTPServer) -> str:
    server.expect_request("/good").respond_with_data(FEED, content_type="application/rss+xml")
    server.expect_request("/bad").respond_with_data("", status=404)
    tables = "".join(
        f'[[sources]]\nname = "{name} <b>"\ntype = "rss"\nurl = "{server.url_for(name)}"\n' for name in ("good", "bad")
    )
    return f'[collect]\nallow_private = ["127.0.0.1"]\n{tables}'


async def test_all_are_asked_once_and_the_page_says_how_far_it_is(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with world(tmp_path, more=feeds(httpserver)) as (app, _):
        client = await asyncio.to_thread(local, app)
        assert "Try all now" in (await asyncio.to_thread(client.get, "/sources")).text
        sent = await asyncio.to_thread(send, client, "/sources", do="try all")
        assert (sent.status_code, sent.headers["location"]) == (303, "/sources")
        page = (await asyncio.to_thread(client.get, "/sources")).text
        assert "All are being asked: 0 of 2 done. Mia wanted it" in page
        assert 'id="round" data-going' in page, "the script looks again, as long as it goes on"
        again = await asyncio.to_thread(send, client, "/sources", do="try all")
        assert (again.status_code, "all are being asked already, as Mia wanted" in again.text) == (409, True)
        await make_round(app)
        page = (await asyncio.to_thread(client.get, "/sources")).text
        assert "All 2 were asked" in page
        assert "1 new mention; bad &lt;b&gt; could not be read." in page
        assert "data-going" not in page
        asked = [entry for entry in app.store.audited(9) if entry.about == "source"]
        assert sorted((entry.what, entry.who) for entry in asked) == [
            ("asked bad <b> now", "Mia"),
            ("asked good <b> now", "Mia"),
        ]
        assert (await asyncio.to_thread(send, client, "/sources", do="try all")).status_code == 303


async def test_a_fault_is_told_and_never_taken_for_the_end(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise OSError("disk")

    async with world(tmp_path, more=feeds(httpserver)) as (app, _):
        client = await asyncio.to_thread(local, app)
        await asyncio.to_thread(send, client, "/sources", do="try all")
        monkeypatch.setattr(polling, "poll_now", broken)
        await make_round(app)
        page = (await asyncio.to_thread(client.get, "/sources")).text
        assert "Asking all was broken off" in page
        assert "a fault of the program (OSError)" in page
        assert "All 2 were asked" not in page


async def test_programs_do_the_same(tmp_path: Path, httpserver: HTTPServer) -> None:
    async with world(tmp_path, more=feeds(httpserver)) as (app, _):
        client = await asyncio.to_thread(holder, app, "manager")
        assert (await asyncio.to_thread(client.get, "/api/v1/sources/poll")).status_code == 404
        begun = await asyncio.to_thread(client.post, "/api/v1/sources/poll")
        assert (begun.status_code, begun.json()["total"], begun.json()["ended_at"]) == (202, 2, None)
        assert (await asyncio.to_thread(client.post, "/api/v1/sources/poll")).status_code == 409
        await make_round(app)
        found = (await asyncio.to_thread(client.get, "/api/v1/sources/poll")).json()
        assert (found["done"], found["who"]) == (2, "robot manager")
        assert {each["source"]: each["new"] for each in found["sources"]} == {"good <b>": 1, "bad <b>": 0}


async def test_it_is_a_managers_to_do(tmp_path: Path, httpserver: HTTPServer) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Bo", "responder")
        assert "Try all now" not in client.get("/sources").text
        assert send(client, "/sources", "/settings/me", do="try all").status_code == 403
        assert holder(app, "responder").post("/api/v1/sources/poll").status_code == 403
        assert app.round is None

    await visit(tmp_path, look, more=feeds(httpserver))


async def test_without_a_source_there_is_none(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        assert "Try all now" not in client.get("/sources").text
        sent = send(client, "/sources", "/oncall", do="try all")
        assert (sent.status_code, "no source that can be asked" in sent.text) == (422, True)

    await visit(tmp_path, look)
