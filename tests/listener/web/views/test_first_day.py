"""Before anything is heard each page leads to the next step, and nobody to one that is not theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from listener.app import App
from storage.clock import SimulatedClock
from storage.records import PersonRole
from tests.worlds.clients import signed_in, visit

PAGES = (
    "/", "/incidents", "/incidents?view=mine", "/incidents?view=drills", "/inbox", "/inbox/pace", "/explore", "/brands",
    "/brands/Acme", "/compare", "/annotations", "/reports", "/rules", "/sources", "/oncall", "/queries", "/exports",
)  # fmt: skip
EMPTY = ("/", "/brands", "/brands/Acme")
"""Those that are empty because nothing is listened to."""


@pytest.mark.parametrize(("role", "where"), [("manager", "/start?step=source"), ("observer", "/sources")])
async def test_where_nothing_is_listened_to_a_page_says_so_and_leads_on(
    tmp_path: Path, role: PersonRole, where: str
) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Somebody", role)
        assert [page for page in EMPTY if where not in _led_to(client, page)] == []
        assert "/sources" in _led_to(client, "/explore")
        assert "Nothing is listened to yet" in client.get("/brands/Acme").text
        assert "known to have been blind" not in client.get("/brands/Acme").text
        assert "is the only brand there is" in client.get("/compare").text

    await visit(tmp_path, look)


@pytest.mark.parametrize("role", ["observer", "responder", "manager"])
async def test_nobody_is_led_to_what_is_not_theirs(tmp_path: Path, role: PersonRole) -> None:
    def look(app: App, _: SimulatedClock) -> None:
        client = signed_in(app, "Somebody", role)
        led = {(page, to) for page in PAGES for to in _led_to(client, page)}
        barred = {to for to in {to for _, to in led} if client.get(to).status_code == 403}
        assert sorted(each for each in led if each[1] in barred) == []

    await visit(tmp_path, look)


def _led_to(client: TestClient, page: str) -> set[str]:
    """Our own addresses in what a page says."""
    links = LexborHTMLParser(client.get(page).text).css("#main a[href^='/']")
    return {(each.attributes["href"] or "").partition("#")[0] for each in links}
