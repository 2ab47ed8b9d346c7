"""From an empty installation to a feed that is heard and a rule that watches, on one page; what is wrong is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pytest_httpserver import HTTPServer
from starlette.testclient import TestClient

from listener.app import App, build
from listener.config.loading import load
from storage.clock import SimulatedClock
from storage.records import PersonRole
from tests.worlds.clients import HOME, NEAR, local, send, signed_in, visit
from tests.worlds.incidents import NOW

CONFIG = """
[listener]
store = "listener.db"
[classify]
enabled = false
[collect]
allow_private = ["127.0.0.1"]
"""
FEED = """<rss version="2.0"><channel><title>Cups</title>
<item><guid>1</guid><title>Brewlark is loud</title><link>https://cups.example/1</link></item>
<item><guid>2</guid><title>Tea, again</title><link>https://cups.example/2</link></item></channel></rss>"""


@asynccontextmanager
async def empty(folder: Path) -> AsyncIterator[App]:
    """Nothing is configured."""
    path = folder / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    async with build(load(path), clock=SimulatedClock(NOW), service=True) as app:
        yield app


def step(client: TestClient) -> str:
    """The heading of the step that is next."""
    return client.get("/start").text.partition("<h1>")[2].partition("</h1>")[0]


async def test_four_steps_lead_to_what_is_heard(tmp_path: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/feed").respond_with_data(FEED, content_type="application/rss+xml")
    address = httpserver.url_for("/feed")  # at localhost

    def look(app: App) -> None:
        client = local(app)
        assert 'href="/start"' in client.get("/").text, "the first page says how to begin"
        assert step(client) == "Who are you?"
        client.post("/name", data={"who": "Mia"}, headers={"Origin": HOME})
        assert step(client) == "What shall it listen for?"
        send(client, "/start", do="brand", name="Brewlark", expression="", rival="Moka Nord")
        assert [(each.name, each.role) for each in app.config.brands] == [
            ("Brewlark", "own"),
            ("Moka Nord", "competitor"),
        ]
        assert [each.expression for each in app.config.queries] == [
            "Brewlark OR #Brewlark OR @Brewlark",
            '"Moka Nord" OR #MokaNord OR @MokaNord',
        ]
        assert step(client) == "Where shall it listen?"
        tried = send(client, "/start", do="try", url=address).text
        assert "Brewlark is loud" in tried
        assert "of 2 posts would be yours" in tried
        assert '<p class="count tn">1</p>' in tried
        assert app.config.sources == ()
        send(client, "/start", do="source", url=address)
        assert [each.name for each in app.config.sources] == ["localhost"]
        assert step(client) == "Whom shall it tell?"
        assert "Nobody outside these pages is told yet" in client.get("/start").text
        send(client, "/start", do="rule", brand="Brewlark")
        assert [each.name for each in app.config.rules] == ["unusually loud: Brewlark"]
        assert step(client) == "It listens"
        did = [entry.what.partition(":")[0] for entry in app.store.audited()]
        assert 'made the brand "Brewlark"' in did
        assert 'made the query "Brewlark"' in did

    async with empty(tmp_path) as app:
        await asyncio.to_thread(look, app)


async def test_what_is_wrong_is_said_and_nothing_is_made(tmp_path: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/page").respond_with_data("<html><title>Shop</title></html>", content_type="text/html")

    def look(app: App) -> None:
        client = local(app)
        client.post("/name", data={"who": "Mia"}, headers={"Origin": HOME})
        for wrong, word in (
            ({"do": "brand", "name": "Brewlark", "expression": "(brewlark OR"}, "Nothing was done"),
            ({"do": "brand", "name": " ", "expression": "x"}, "Nothing was done"),
            ({"do": "source", "url": "no address"}, "write the address of a feed"),
            ({"do": "source", "url": httpserver.url_for("/page")}, "HTML page"),
            ({"do": "rule", "brand": "Nobody"}, "Nothing was done"),
            ({"do": "test", "target": "team"}, "there is no target"),
        ):
            answer = send(client, "/start", **wrong)
            assert (answer.status_code, word in answer.text) == (422, True), (wrong, answer.text)
        kept = send(client, "/start", do="brand", name="Brewlark", expression="(brewlark OR").text
        assert 'value="(brewlark OR"' in kept or "value=&#34;" in kept, "nothing that was written is lost"
        assert app.config.made == ()
        assert [entry.what for entry in app.store.audited()] == ["let a browser of this machine in"]

    async with empty(tmp_path) as app:
        await asyncio.to_thread(look, app)


async def test_who_may_not_let_colleagues_in_is_not_shown_the_way(tmp_path: Path) -> None:
    more = """
[[sources]]
name = "news"
type = "rss"
url = "https://news.example.org/feed"

[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"
"""

    def look(app: App, _: SimulatedClock) -> None:
        roles: tuple[PersonRole, ...] = ("manager", "administrator")
        for role in roles:
            shown = signed_in(app, f"A {role}", role).get("/start").text
            assert "It listens" in shown
            assert ("/settings/people" in shown) == (role == "administrator")

    await visit(tmp_path, look, more=more)


async def test_whoever_only_looks_is_refused(tmp_path: Path) -> None:
    def look(app: App) -> None:
        client = signed_in(app, "Olga", "observer", HOME, NEAR)
        assert client.get("/start").status_code == 403

    async with empty(tmp_path) as app:
        await asyncio.to_thread(look, app)
