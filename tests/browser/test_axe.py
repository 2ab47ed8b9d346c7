"""What holds for every page: axe finds nothing, wide and on a phone, light and dark; nothing moves, the console stays
empty, and a first view is light. One browser sees all pages: starting one costs more than they do."""

from __future__ import annotations

import asyncio
import io
from itertools import product
from pathlib import Path
from time import sleep

import pytest

from listener.actions.leading import lead
from listener.actions.uploading import receive
from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from tests.browser import axe
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.browser.pages import MORE, PAGES
from tests.worlds import brewlark
from tests.worlds.actors import by
from tests.worlds.clients import link
from tests.worlds.incidents import incident, world
from tests.worlds.pipeline import free_port

pytestmark = [pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine"), axe.missing]

SIZES = ((1440, 900), (390, 844))
LARGEST, MOST = 110 * 1024, 10
"""Bytes and requests of a first view."""
WEIGHT = """(() => { const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType(
  "resource")].filter((each) => !each.name.includes("/live")); return `${all.length} ${all.reduce((sum, each) =>
  sum + each.transferSize, 0)}`; })()"""
MOVES = """new PerformanceObserver((list) => { window.moved = (window.moved ?? 0)
  + list.getEntries().reduce((sum, each) => sum + each.value, 0); }).observe(
  { type: "layout-shift", buffered: true })"""


async def test_axe_finds_nothing_nothing_moves_and_pages_are_light(tmp_path: Path) -> None:
    address, found = f"127.0.0.1:{free_port()}", list[str]()

    def look(app: App) -> None:
        with chromium(tmp_path / "profile") as tab:
            tab.listen()
            tab.size(1440, 900)
            tab.open(homes(app.config)[0] + link(app))
            found.extend(_faults(tab, "/enter"))
            tab.press("button[value=local]")
            for page in PAGES:
                tab.forget()
                tab.open(f"http://{address}{page}")
                found.extend(_weight(tab, page))
                found.extend(_faults(tab, page))
            found.extend(each for each in tab.complaints if "404" not in each)

    urgent, other = incident(severity=1), incident(key="other", severity=2, brands=("Bolt",))
    async with world(tmp_path, urgent, other, listener=f'listen = "{address}"', more=MORE) as (app, clock):
        await brewlark.fill(app, clock)
        wanted = {"severity": "1", "playbook": "product-safety", "set:product": "Acme One"}
        await lead(app, 1, "declare", wanted, by("Mia"))
        for table in (b"text,date,place\nacme,2026-03-01,north\nacme,never,south\n", b"a;b\n"):
            await receive(app, io.BytesIO(table), "survey.csv", {}, by("Mia"))
        async with served(app):
            await asyncio.to_thread(look, app)
    assert found == [], "\n".join(found)


def _faults(tab: Tab, page: str) -> list[str]:
    said = []
    for (width, height), dark in product(SIZES, (False, True)):
        tab.size(width, height, dark=dark)
        said += [f"{page} {width} {'dark' if dark else 'light'}: {each}" for each in axe.faults(tab)]
    tab.size(*SIZES[0])
    return said


def _weight(tab: Tab, page: str) -> list[str]:
    """What is too heavy, or moves while it comes."""
    tab.run(MOVES)
    sleep(0.1)  # what was seen before is told a moment later
    count, size = map(int, tab.run(WEIGHT).split())
    said = [f"{page} takes {count} requests and {size:,} bytes"] if count > MOST or size > LARGEST else []
    moved = float(tab.run("window.moved ?? 0"))
    return [*said, f"{page} moves by {moved:.3f}"] if moved > 0.001 else said
