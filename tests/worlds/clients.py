"""Browsers, near and far, over an application with one incident."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.testclient import TestClient

from listener.app import App
from listener.web.app import web
from listener.web.security.entry import entrances
from storage.clock import SimulatedClock
from storage.records import Incident
from tests.worlds.incidents import world

HOME = "http://127.0.0.1:8350"
Look = Callable[[App, SimulatedClock], None]


def browser(app: App, base_url: str = HOME, client: str = "127.0.0.1") -> TestClient:
    """A browser at this machine, unless told otherwise; it shows answers as they come."""
    return TestClient(web(app), base_url, client=(client, 50_000), follow_redirects=False)


def local(app: App, home: str = HOME, client: str = "127.0.0.1") -> TestClient:
    """A browser that was let in by a link of the terminal."""
    entered = browser(app, home, client)
    path = urlsplit(entrances(app)[0]).path
    assert entered.post(path).status_code == 303
    return entered


async def visit(folder: Path, look: Look, *incidents: Incident, **settings: Any) -> None:
    """Let `look` see the application at work."""
    async with world(folder, *incidents, **settings) as (app, clock):
        await asyncio.to_thread(look, app, clock)


def stored(app: App, id: int = 1) -> Incident:
    """The incident as the store has it."""
    found = app.store.incident_by_id(id)
    assert found is not None
    return found


def token(html: str) -> str:
    """That of a page's forms."""
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found, "the page has no forms"
    return found[1]


def sent(client: TestClient, path: str, page: str = "", **fields: Any) -> httpx.Response:
    """As a browser sends a form of a page, with the page's token."""
    given = {"token": token(client.get(page or path).text), "who": "Mia"} | fields
    return client.post(path, data=given, headers={"Origin": HOME, "Sec-Fetch-Site": "same-origin"})
