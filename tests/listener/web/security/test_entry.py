"""The link of the terminal lets a browser in, once, for a while; nothing else does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from listener.app import App
from listener.signing import NOTE
from listener.web.security.entry import LINK, STAY, entrances
from storage.clock import SimulatedClock
from tests.worlds.clients import HOME, browser, local, visit
from tests.worlds.incidents import NOW

PUBLIC = "https://listener.example.org"
FAR = "203.0.113.9"


def path(app: App) -> str:
    """Of a new link."""
    return urlsplit(entrances(app)[0]).path


async def test_a_look_uses_nothing_up_and_the_button_lets_in_once(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, link = browser(app, PUBLIC, FAR), path(app)
        for _ in range(3):
            assert "Use this browser" in client.get(link).text, "browsers fetch addresses ahead of the person"
        assert client.get("/").status_code == 403
        entered = client.post(link, headers={"Origin": PUBLIC})
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        kept = entered.headers["set-cookie"].lower()
        assert all(word in kept for word in ("httponly", "samesite=strict", "secure", f"max-age={30 * 86_400}"))
        assert client.get("/").status_code == 200
        for again in (browser(app, PUBLIC, FAR).post(link), browser(app).post(link)):
            assert again.status_code == 403
            assert "used already" in again.text
            assert "set-cookie" not in again.headers

    await visit(tmp_path, look)


async def test_links_and_stays_end(tmp_path: Path) -> None:
    def look(app: App, clock: SimulatedClock) -> None:
        client, link = local(app, PUBLIC, FAR), path(app)
        clock.move_to(NOW + LINK)
        for late in (client.get(link), client.post(link)):
            assert late.status_code == 403
            assert "listener link" in late.text
        clock.move_to(NOW + STAY - timedelta(minutes=1))
        assert client.get("/").status_code == 200
        clock.move_to(NOW + STAY)
        assert client.get("/").status_code == 403

    await visit(tmp_path, look)


async def test_a_new_key_shows_everybody_out(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, link = local(app, PUBLIC, FAR), path(app)
        app.store.note(NOTE, "another")
        assert client.get("/").status_code == 403
        assert client.post(link).status_code == 403

    await visit(tmp_path, look)


async def test_a_link_is_no_cookie_and_a_cookie_no_link(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client, entered = browser(app, PUBLIC, FAR), local(app)
        (name, cookie) = next(iter(entered.cookies.items()))
        for value in (path(app).removeprefix("/enter/"), "x", "x.y", cookie[:-1], "", "é"):
            assert client.get("/", headers={"Cookie": f"{name}={value}".encode()}).status_code == 403
        assert client.post(f"/enter/{cookie}").status_code == 403
        assert client.get("/", headers={"Cookie": f"{name}={cookie}"}).status_code == 200

    await visit(tmp_path, look)


@pytest.mark.parametrize(
    ("listener", "homes"),
    [
        ("", [HOME, PUBLIC]),
        ('listen = "0.0.0.0:80"', ["http://127.0.0.1:80", PUBLIC]),
        ('listen = "[::]:80"', ["http://[::1]:80", PUBLIC]),
        ('listen = "192.0.2.7:80"', ["http://192.0.2.7:80", PUBLIC]),
        ('listen = "listener.example.org:80"', ["http://listener.example.org:80"]),
    ],
)
async def test_it_stands_at_every_address_that_leads_here(tmp_path: Path, listener: str, homes: list[str]) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        assert [f"{found.scheme}://{found.netloc}" for found in map(urlsplit, entrances(app))] == homes

    await visit(tmp_path, look, listener=listener)
