"""On a phone every page can be used with a finger: whatever is pressed is large enough, and nothing covers it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from listener.actions.leading import lead
from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from tests.browser.chromium import PROGRAM, chromium
from tests.browser.pages import MORE, PAGES
from tests.browser.touch import small
from tests.worlds import brewlark
from tests.worlds.actors import by
from tests.worlds.clients import link
from tests.worlds.incidents import NOW, incident, world
from tests.worlds.pipeline import free_port

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")

WIDTHS = (390, 360)
"""Pixels: of most phones, and of the narrowest that is thought of."""


async def test_a_finger_hits_whatever_is_pressed(tmp_path: Path) -> None:
    address, found = f"127.0.0.1:{free_port()}", list[str]()

    def look(app: App) -> None:
        with chromium(tmp_path / "profile") as tab:
            tab.open(homes(app.config)[0] + link(app))
            tab.press("button[value=local]")
            for page in PAGES:
                for width in WIDTHS:
                    tab.size(width, 780)
                    tab.open(f"http://{address}{page}")
                    found.extend(f"{page} at {width}: {each}" for each in small(tab))

    urgent, other = incident(severity=1), incident(key="other", severity=2, brands=("Bolt",))
    past = incident(key="past", state="resolved", resolved_at=NOW)
    async with world(tmp_path, urgent, other, past, listener=f'listen = "{address}"', more=MORE) as (app, clock):
        await brewlark.fill(app, clock)
        await lead(app, 1, "declare", {"severity": "1", "playbook": "product-safety"}, by("Mia"))
        async with served(app):
            await asyncio.to_thread(look, app)
    assert found == [], "\n".join(found)
