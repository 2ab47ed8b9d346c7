"""`python -m tests.pictures FOLDER`: a picture of every page, light, dark and narrow, empty, full and broken."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from listener.app import App
from listener.people.links import homes
from listener.web.server import served
from storage.errors import StoreCorrupt
from tests.browser.chromium import PROGRAM, Tab, chromium
from tests.pictures import demo
from tests.worlds.clients import add, link
from tests.worlds.incidents import incident, world
from tests.worlds.pipeline import free_port

SIZES = {"light": (1440, False), "dark": (1440, True), "390-light": (390, False), "390-dark": (390, True)}
HEIGHT = 900
CONTROL = {
    "sources": "/sources",
    "source": "/sources/new?kind=rss",
    "import": "/sources/import",
    "explore": "/explore",
    "asked": "/explore?q=(lid+OR+carafe*)+and+tone:negative&sort=spread",
    "rules": "/rules?rule=crisis&days=30",
    "rule": "/rules/new?kind=volume",
    "oncall": "/oncall?rule=crisis",
    "find": "/find?q=brew",
    "queries": "/queries",
    "reports": "/reports",
    "report": "/reports/new",
    "exports": "/exports",
    "me": "/settings/me",
    "people": "/settings/people",
    "person": "/settings/people/{person}",
    "tokens": "/settings/tokens",
    "audit": "/settings/audit",
    "machine": "/settings/machine",
    "messages": "/settings/messages",
}
"""What is set, and found."""
BRANDS = {
    "brands": "/brands",
    "brand": "/brands/{own}",
    "brand-24h": "/brands/{own}?span=24h",
    "compare": "/compare",
    "annotations": "/annotations",
    "shares": "/settings/shares",
}
"""How brands stand."""
UNTAKEN, TAKEN = timedelta(minutes=65), timedelta(minutes=75)
"""How long after the demo's crisis begins nobody has taken it, and Tomas has."""


def main() -> int:
    """0 when all are written; 1 with a word where there is no browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("pictures"))
    folder = parser.parse_args().folder
    if PROGRAM is None:
        print("no pictures: there is no Chromium on this machine")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_all(folder))
    return 0


async def _all(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="listener-pictures-") as place:
        await _empty(folder, Path(place))
        for name, after in (("untaken", UNTAKEN), ("crisis", TAKEN)):
            print(f"the demo is replayed up to its crisis ({name}): two to three minutes")
            path = await demo.play(Path(place) / name, demo.CRISIS[0] + after)
            async with demo.opened(path) as (app, clock):
                if name == "crisis":
                    await demo.lead(app, clock)
                id = demo.urgent(app).id
                pages = {"now": "/", "incident": f"/incidents/{id}", "incidents": "/incidents"}
                if name == "crisis":
                    pages |= {"debrief": f"/incidents/{id}/debrief", "drills": "/incidents?view=drills"}
                    pages |= {"inbox": "/inbox", "pace": "/inbox/pace"}
                    await demo.annotate(app, clock)
                    names = {"own": demo.own(app), "person": app.config.everybody[0].name}
                    pages |= {page: path.format(**names) for page, path in (CONTROL | BRANDS).items()}
                await _draw(app, folder, name, pages)


async def _empty(folder: Path, place: Path) -> None:
    """A first day, and what is shown instead of pages."""
    address = f"127.0.0.1:{free_port()}"
    over = incident(state="resolved", resolved_at=incident().opened_at)
    async with world(place, over, listener=f'listen = "{address}"') as (app, _):
        await _draw(app, folder, "empty", {"now": "/", "incidents": "/incidents", "mine": "/incidents?view=mine"})
        await _draw(app, folder, "empty", {"inbox": "/inbox"})
        await _draw(app, folder, "empty", {"explore": "/explore", "unclear": "/explore?q=lid+AND"})
        await _draw(app, folder, "empty", {"sources": "/sources", "rules": "/rules", "oncall": "/oncall"})
        await _draw(app, folder, "empty", {"reports": "/reports", "start": "/start?step=brand"})
        await _draw(app, folder, "empty", {"queries": "/queries", "exports": "/exports"})
        settings = ("me", "people", "tokens", "audit", "machine")
        await _draw(app, folder, "empty", {page: f"/settings/{page}" for page in settings})
        pages = {page: path.format(own="Acme") for page, path in BRANDS.items()}
        await _draw(app, folder, "empty", pages)
        await _draw(app, folder, "broken", {"403": "/enter/nothing", "404": "/nothing", "405": "/name"})
        with patch.object(app.store, "source_states", side_effect=StoreCorrupt("listener.db is damaged")):
            await _draw(app, folder, "broken", {"store": "/"})
        with patch.object(app.store, "source_states", side_effect=ZeroDivisionError):
            await _draw(app, folder, "broken", {"500": "/"})
        add(app, "Root", "administrator")
        async with served(app):
            await asyncio.to_thread(_outside, app, folder)


async def _draw(app: App, folder: Path, state: str, pages: Mapping[str, str]) -> None:
    async with served(app):
        await asyncio.to_thread(_shoot, app, folder, state, pages)


def _shoot(app: App, folder: Path, state: str, pages: Mapping[str, str]) -> None:
    # Helpers of the browser may write into its profile a moment longer than it lives.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, chromium(Path(profile)) as tab:
        _closed(app, tab, folder)
        tab.open(homes(app.config)[0] + link(app))
        tab.press("button[value=local]")
        for name, path in pages.items():
            _each(tab, folder, f"{name}-{state}", f"http://{app.config.listen}{path}")


def _each(tab: Tab, folder: Path, name: str, address: str) -> None:
    """A page in every size."""
    for size, (width, dark) in SIZES.items():
        tab.size(width, HEIGHT, dark=dark)
        tab.open(address)
        tab.picture(folder / f"{name}-{size}.png")
        wide = tab.run("document.documentElement.scrollWidth")
        print(f"{name}-{size}", "" if wide <= width else f"is {wide} pixels wide!")


def _outside(app: App, folder: Path) -> None:
    """What whoever is not signed in sees."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, chromium(Path(profile)) as tab:
        _each(tab, folder, "sign-in", f"http://{app.config.listen}/sign-in")


def _closed(app: App, tab: Tab, folder: Path) -> None:
    """How one is let in."""
    tab.size(1440, HEIGHT)
    tab.open(homes(app.config)[0] + link(app))
    tab.picture(folder / "enter-light.png")


if __name__ == "__main__":
    sys.exit(main())
