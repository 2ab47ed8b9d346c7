"""A browser without an account is asked once who sits before it, wherever it does something first."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from listener.app import App
from storage.clock import SimulatedClock
from tests.worlds.clients import HOME, local, signed_in, token, visit

OWN = {"Origin": HOME, "Sec-Fetch-Site": "same-origin"}
RULE = {"set:name": "loud", "set:scope": "brand:Acme", "do": "save"}
DEEDS = {
    "/rules/new?kind=volume": RULE,
    "/explore?q=lid&since=30d": {"do": "save", "name": "Lids"},
    "/settings/people": {"do": "add", "name": "Zoe", "role": "observer"},
}


@pytest.mark.parametrize("path", DEEDS)
async def test_it_is_asked_and_goes_on_with_what_was_sent(tmp_path: Path, path: str) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = local(app)
        asked = client.post(path, data={"token": token(client.get(path).text), **DEEDS[path]}, headers=OWN)
        assert (asked.status_code, "Who are you?" in asked.text) == (422, True)
        assert [each for each in app.store.audited() if each.who == "local" and each.about != "person"] == []
        to = re.search(r'action="([^"]+)"', asked.text)
        assert to
        assert unescape(to[1]) == path, "with what the address says"
        names = {"token", *DEEDS[path]}
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', asked.text))
        assert set(hidden) == names
        done = client.post(
            path, data={**{name: unescape(value) for name, value in hidden.items()}, "who": "Mia"}, headers=OWN
        )
        assert done.status_code in (200, 303), done.text
        assert "Mia" in {each.who for each in app.store.audited(2)}
        again = client.post("/annotations", data={"token": token(client.get("/annotations").text)}, headers=OWN)
        assert "Who are you?" not in again.text, "once"

    await visit(tmp_path, look)


async def test_who_has_signed_in_is_nobody_else(tmp_path: Path) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Ann", "manager")
        page = client.get("/rules/new?kind=volume").text
        sent = {"token": token(page), "who": "Root", **RULE}
        origin = str(client.base_url).rstrip("/")
        assert client.post("/rules/new?kind=volume", data=sent, headers={"Origin": origin}).status_code == 303
        assert app.store.audited(1)[0].who == "Ann"

    await visit(tmp_path, look)
