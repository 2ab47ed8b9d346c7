"""A whole crisis is led from its page, from the alert to the debrief, by two people; no step needs another program."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from tests.browser.chromium import PROGRAM, chromium
from tests.browser.leading import lead
from tests.worlds.clients import link
from tests.worlds.incidents import incident, world
from tests.worlds.pipeline import free_port

LAWYER = """
[[people]]
name = "Lea"
role = "manager"
"""
"""Somebody who may approve; Bo may not."""

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_crisis_is_led_from_its_page_alone_with_scripts_or_without(tmp_path: Path, scripts: bool) -> None:
    address = f"127.0.0.1:{free_port()}"

    def look(app: App) -> None:
        with chromium(tmp_path / "profile") as tab:
            tab.size(1440, 900)
            tab.open(homes(app.config)[0] + link(app))
            tab.press("button[value=local]")
            tab.scripts(on=scripts)
            lead(tab, f"http://{address}", 1, "Mia", "Lea")
        known = app.store.response(1)
        assert known
        assert known.phase == "resolved"
        done = {entry.who for entry in app.store.audited()}
        assert {"Mia", "Lea"} <= done

    async with (
        world(tmp_path, incident(severity=1), listener=f'listen = "{address}"', more=LAWYER) as (app, _),
        served(app),
    ):
        await asyncio.to_thread(look, app)
