"""What holds for every page: axe finds nothing, wide and on a phone, light and dark; nothing moves, the console stays
empty, and a first view is light. One browser sees all pages: starting one costs more than they do."""

from __future__ import annotations

import asyncio
import io
from itertools import product
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

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
AFTER = 3.0
"""Seconds in which nothing more may be asked for."""
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
                tab.count()
                tab.open(f"http://{address}{page}")
                opened = monotonic()
                tab.run(MOVES)
                sleep(0.1)  # what was seen before is told a moment later
                found.extend(_moves(tab, page))
                found.extend(_faults(tab, page))
                sleep(max(0.0, opened + AFTER - monotonic()))
                found.extend(_weight(tab, page))
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
    """What is too heavy, with the stream of changes and all that is fetched in the first seconds."""
    fetched = [(urlsplit(url), size) for url, size in tab.fetched.values()]
    # The mark is asked for where a window shows it.
    count = len(fetched) + all(not url.path.endswith("mark.svg") for url, _ in fetched)
    size = sum(size for _, size in fetched)
    assert any(url.path == "/live" for url, _ in fetched) or page == "/nothing", page
    names = " ".join(url.path for url, _ in fetched)
    return [f"{page} takes {count} requests and {size:,} bytes: {names}"] if count > MOST or size > LARGEST else []


def _moves(tab: Tab, page: str) -> list[str]:
    moved = float(tab.run("window.moved ?? 0"))
    return [f"{page} moves by {moved:.3f}"] if moved > 0.001 else []
