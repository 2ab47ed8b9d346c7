"""What people press works in a browser as it really is, with its own ideas of origins and referrers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from listener.app import App
from listener.messages.links import links
from listener.people.links import homes
from listener.web.server import served
from storage.records import Incident
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.browser.leading import say
from tests.worlds.clients import link
from tests.worlds.incidents import world
from tests.worlds.pipeline import free_port

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")


async def browse(folder: Path, look: Callable[[App, Tab, str], None]) -> None:
    """Let a browser look at the service as it runs."""

    def visit(app: App, home: str) -> None:
        with chromium(folder) as tab:
            look(app, tab, home)

    address = f"127.0.0.1:{free_port()}"
    async with world(folder, listener=f'listen = "{address}"') as (app, _), served(app):
        await asyncio.to_thread(visit, app, f"http://{address}")


def enter(app: App, tab: Tab) -> None:
    """Open the link of the terminal."""
    tab.open(homes(app.config)[0] + link(app))
    tab.press("button[value=local]")
    assert "Last 24 hours" in tab.text()


def stored(app: App) -> Incident:
    found = app.store.incident_by_id(1)
    assert found is not None
    return found


async def test_a_link_of_a_mail_acts_when_its_button_is_pressed(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str) -> None:
        tab.open(home + dict(links(app, stored(app), "Mia"))["I take it"])
        assert stored(app).state == "open"
        tab.press("button")
        assert "You have taken this incident" in tab.text()
        assert stored(app).acknowledged_by == "Mia"

    await browse(tmp_path, look)


async def test_the_forms_of_the_page_act_and_remember_the_name(tmp_path: Path) -> None:
    def look(app: App, tab: Tab, home: str) -> None:
        enter(app, tab)
        tab.open(f"{home}/incidents/1")
        tab.press(".actions button[value=acknowledge]")
        say(tab, "Mia Ž.")
        assert "Mia Ž. takes care of it" in tab.text()
        tab.fill("text", "supplier informed", within="#timeline")
        tab.press("#timeline button[value=note]")
        assert "supplier informed Mia Ž." in tab.text()
        assert stored(app).acknowledged_by == "Mia Ž."

    await browse(tmp_path, look)


async def test_a_page_of_another_site_cannot_send_the_form(tmp_path: Path, httpserver: HTTPServer) -> None:
    def look(app: App, tab: Tab, home: str) -> None:
        enter(app, tab)
        tab.open(f"{home}/incidents/1")
        token = tab.run("document.querySelector('[name=token]').value")  # as if it had leaked
        fields = {"token": token, "who": "Eve", "action": "resolve"}
        inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in fields.items())
        evil = f'<form method="post" action="{home}/incidents/1">{inputs}<button></button></form>'
        httpserver.expect_request("/evil").respond_with_data(evil, content_type="text/html")
        tab.open(httpserver.url_for("/evil"))
        tab.press("button")
        assert "closed to this browser" in tab.text(), "a cookie does not come along from another site"
        assert stored(app).state == "open"

    await browse(tmp_path, look)
