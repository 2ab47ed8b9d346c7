"""axe finds nothing on any page, light and dark. One browser sees all pages: starting one costs more than they do."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from listener.actions.leading import lead
from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from tests.browser import axe
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.worlds import brewlark
from tests.worlds.actors import by
from tests.worlds.clients import link
from tests.worlds.desk import INBOX
from tests.worlds.incidents import incident, world
from tests.worlds.pipeline import free_port

pytestmark = [pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine"), axe.missing]

MORE = f"""{INBOX}
[[sources]]
name = "news"
type = "rss"
url = "https://news.example.org/feed"

[[rules]]
name = "loud"
type = "volume"
scope = "brand:Acme"

[[rotations]]
name = "desk"
people = ["Mia", "Bo"]
begins = 2026-03-02T08:00:00Z
every = "7d"
"""
PAGES = (
    "/", "/incidents", "/incidents?view=drills", "/incidents/1", "/incidents/1/debrief", "/incidents/2", "/inbox",
    "/inbox/pace", "/sources", "/sources/new?kind=rss", "/rules", "/rules?rule=loud&days=7", "/rules/new?kind=volume",
    "/queries", "/exports", "/reports/new?where=lid",
    "/oncall", "/find?q=a", "/reports", "/start", "/start?step=brand", "/start?step=source", "/start?step=tell",
    "/settings", "/settings/people", "/settings/tokens", "/settings/audit",
    "/settings/machine", "/settings/shares", "/brands", "/brands/Acme", "/brands/Acme?days=7", "/compare", "/explore",
    "/explore?q=Acme", "/annotations", "/nothing",
)  # fmt: skip


async def test_axe_finds_nothing(tmp_path: Path) -> None:
    address, found = f"127.0.0.1:{free_port()}", list[str]()

    def look(app: App) -> None:
        with chromium(tmp_path / "profile") as tab:
            tab.size(1440, 900)
            tab.open(homes(app.config)[0] + link(app))
            found.extend(_faults(tab, "/enter"))
            tab.press("button[value=local]")
            for page in PAGES:
                tab.open(f"http://{address}{page}")
                found.extend(_faults(tab, page))

    urgent, other = incident(severity=1), incident(key="other", severity=2)
    async with world(tmp_path, urgent, other, listener=f'listen = "{address}"', more=MORE) as (app, clock):
        await brewlark.fill(app, clock)
        wanted = {"severity": "1", "playbook": "product-safety", "set:product": "Acme One"}
        await lead(app, 1, "declare", wanted, by("Mia"))
        async with served(app):
            await asyncio.to_thread(look, app)
    assert found == [], "\n".join(found)


def _faults(tab: Tab, page: str) -> list[str]:
    said = []
    for dark in (False, True):
        tab.size(1440, 900, dark=dark)
        said += [f"{page} {'dark' if dark else 'light'}: {each}" for each in axe.faults(tab)]
    return said
