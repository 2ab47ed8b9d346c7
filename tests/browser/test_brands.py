"""A marketer's way in a real browser: from all brands to one number, what it means, what happened, and out."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from tests.browser.chromium import PROGRAM, chromium
from tests.worlds.clients import link
from tests.worlds.incidents import NOW, world
from tests.worlds.pipeline import free_port
from tests.worlds.talked import BOLT, talk

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")
LINES = """new Set([...document.querySelectorAll('.head :is(.btn, .seg)')].filter(each => each.checkVisibility())
  .map(each => Math.round(each.getBoundingClientRect().top))).size"""
"""In how many lines the buttons of the head stand."""
AT = (NOW - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")


async def test_a_number_is_found_understood_annotated_and_given_out(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_port()}"
    async with world(tmp_path, listener=f'listen = "{address}"', more=BOLT) as (app, _):
        talk(app)
        async with served(app):
            await asyncio.to_thread(_walk, app, tmp_path)


def _walk(app: App, folder: Path) -> None:
    home = f"http://{app.config.listen}"
    with chromium(folder / "profile") as tab:
        tab.size(1440, 900)
        tab.open(homes(app.config)[0] + link(app))
        tab.fill("who", "Mia")
        tab.press("button[value=local]")
        tab.open(f"{home}/brands")
        tab.leave(lambda: tab.run("document.querySelector('.b-name a').click()"))
        tab.run("document.querySelector('.figc:nth-child(2) summary').click()")
        assert tab.run("document.querySelector('.figc:nth-child(2) .pop').checkVisibility()")
        assert "÷" in tab.run("document.querySelector('.figc:nth-child(2) .mono').innerText")
        tab.run("document.querySelector('form[action=\"/annotations\"]').closest('details').open = true")
        tab.fill("text", "Price rise", within="form[action='/annotations']")
        tab.fill("at", AT, within="form[action='/annotations']")
        tab.press("form[action='/annotations'] button")
        assert "Price rise" in tab.run("document.querySelector('.noted').innerText")
        assert tab.run("document.querySelectorAll('.noteflag').length") == 3, "in each of the large charts"
        tab.leave(
            lambda: tab.run("[...document.querySelectorAll('a.more')].find(a => a.href.includes('shares')).click()")
        )
        tab.press("form:has([name=chart]) button")
        shown = tab.run("document.querySelector('.made code').innerText")
        path = "/out/" + shown.partition("/out/")[2]
        tab.run(f"window.seen = new Image(); window.seen.src = {path!r}; 1")
        tab.wait("window.seen.complete && window.seen.naturalWidth === 720")
        for page in ("/brands", "/brands/Acme", "/compare", "/annotations", "/settings/shares"):
            tab.size(360, 800)
            tab.open(home + page)
            assert tab.run("document.documentElement.scrollWidth") <= 360, page
        for page in ("/brands", "/brands/Acme", "/annotations", "/settings/shares"):
            tab.size(1440, 900)
            tab.open(home + page)
            assert tab.run(LINES) <= 1, f"the buttons of {page} stand in one line"
