"""`listener people`: everything that the page does, and the way in for whoever is locked out."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from listener.app import build
from listener.config.loading import load
from storage.clock import CLOCK_NOTE
from tests.worlds.clients import HOME, browser
from tests.worlds.terminal import run

FILE = '\n[[people]]\nname = "Mia"\nmail = "mia@example.org"\nrole = "manager"\n'


@pytest.fixture(autouse=True)
def _with_mia(config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8") + FILE, encoding="utf-8")


def known() -> dict[str, dict[str, object]]:
    """What is listed, by name."""
    found = [json.loads(line) for line in run("people", "list", "--json").stdout.splitlines()]
    return {each.pop("name"): each for each in found}


def test_beside_a_simulated_service_commands_go_by_its_clock(config: Path) -> None:
    """In the demo's audit, and in the links that it lets in by, there is one time."""
    then = datetime(2026, 3, 5, 12, 15, tzinfo=UTC)

    async def simulated() -> None:
        async with build(load(config)) as app:
            app.store.note(CLOCK_NOTE, then.isoformat())

    async def seen() -> list[datetime]:
        async with build(load(config)) as app:
            return [each.at for each in app.store.audited()]

    asyncio.run(simulated())
    run("people", "add", "Ann")
    assert asyncio.run(seen()) == [then]


def test_somebody_is_added_changed_and_removed():
    said = run("people", "add", "Zoë Ångström", "--role", "manager", "--mail", "zoe@example.org").stdout
    assert "listener people link 'Zoë Ångström'" in said
    assert "Mia" in run("people", "list").stdout
    assert known() == {
        "Mia": {"role": "manager", "mail": "mia@example.org", "origin": "file", "seen": None, "password": False},
        "Zoë Ångström": {
            "role": "manager",
            "mail": "zoe@example.org",
            "origin": "added",
            "seen": None,
            "password": False,
        },
    }
    assert "observer from now on" in run("people", "role", "zoë ångström", "observer").stdout
    assert "signed out in 0 browsers" in run("people", "sign-out", "Zoë Ångström").stdout
    assert "is removed" in run("people", "remove", "Zoë Ångström").stdout
    assert list(known()) == ["Mia"]


def test_what_cannot_be_is_a_sentence():
    assert "config.toml" in run("people", "role", "Mia", "observer", code=1).stderr
    assert "config.toml" in run("people", "remove", "Mia", code=1).stderr
    assert "already" in run("people", "add", "MIA", code=1).stderr
    assert "is no role" in run("people", "add", "Zoë", "--role", "boss", code=1).stderr
    assert 'did you mean "Mia"' in run("people", "link", "Mio", code=1).stderr
    assert "no administrator yet" in run("people", "link", "Mia", code=1).stderr


async def test_a_link_lets_in_whoever_is_locked_out_beside_a_running_service(config: Path):
    async with build(load(config), service=True) as app:
        await asyncio.to_thread(run, "people", "add", "Ines", "--role", "administrator")
        printed = (await asyncio.to_thread(run, "people", "link", "Ines")).stdout.split()[-1]
        client, path = browser(app), urlsplit(printed).path
        entered = await asyncio.to_thread(lambda: client.post(path, headers={"Origin": HOME}))
        assert (entered.status_code, entered.headers["location"]) == (303, "/settings/me")
        assert "Ines, administrator" in (await asyncio.to_thread(client.get, "/settings/me")).text
        told = await asyncio.to_thread(run, "link", code=1)
        assert "listener people link NAME" in told.stderr
        await asyncio.to_thread(run, "people", "sign-out", "Ines")
        assert (await asyncio.to_thread(client.get, "/")).status_code == 303
        refused = await asyncio.to_thread(run, "people", "remove", "Ines", code=1)
        assert "last who administrates" in refused.stderr
        audit = [(entry.who, entry.via, entry.what) for entry in app.store.audited()]
        assert ("Mia", "command line", "made a link for Ines to sign in") in audit, "$USER is Mia"
