"""Browsers, near and far, signed in and not, over an application with one incident."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from listener.app import App
from listener.people import links, passwords
from listener.people.digests import fresh
from listener.web.app import web
from storage.clock import SimulatedClock
from storage.records import AddedPerson, EntryLink, Incident, LinkPurpose, PersonRole
from tests.worlds.incidents import world

HOME = "http://127.0.0.1:8350"
PUBLIC = "https://listener.example.org"
FAR = "203.0.113.9"
NEAR = "127.0.0.1"
PASSWORD = "four words apart, please"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Effort that no test waits for."""
Look = Callable[[App, SimulatedClock], None]


def browser(app: App, base_url: str = HOME, client: str = NEAR) -> TestClient:
    """A browser at this machine, unless told otherwise, that nobody has let in; it shows answers as they come."""
    return TestClient(web(app), base_url, client=(client, 50_000), follow_redirects=False)


def local(app: App, home: str = HOME, client: str = NEAR) -> TestClient:
    """A browser of this machine that was let in by the link of the terminal, before there are accounts."""
    entered = browser(app, home, client)
    answer = entered.post(link(app), data={"as": "local"}, headers={"Origin": home})
    assert answer.status_code == 303, answer.text
    return entered


def link(app: App, purpose: LinkPurpose = "start", person: str | None = None) -> str:
    """The path of a new link that lets somebody in."""
    secret, known_by = fresh()
    until = app.clock.now() + links.LASTS
    app.store.add_entry_link(EntryLink(digest=known_by, purpose=purpose, person=person, until=until))
    return f"/enter/{secret}"


def add(app: App, name: str, role: PersonRole, mail: str | None = None, password: str | None = PASSWORD) -> None:
    """Somebody whom the store has, with a password."""
    app.store.add_person(AddedPerson(name=name, mail=mail, role=role, added_at=app.clock.now(), added_by="test"))
    if password:
        app.store.set_password(name, QUICK.hash(passwords._bytes(password)), app.clock.now())


def signed_in(app: App, name: str, role: PersonRole, home: str = PUBLIC, client: str = FAR) -> TestClient:
    """A browser of a person, who is added first where the store does not have them."""
    if all(each.name != name for each in app.store.added_people()):
        add(app, name, role)
    if all(each.role != "administrator" for each in app.store.added_people()):
        add(app, "Root", "administrator")
    entered = browser(app, home, client)
    answer = entered.post(link(app, "person", name), headers={"Origin": home})
    assert answer.status_code == 303, answer.text
    return entered


def sign_in(client: TestClient, who: str, password: str = PASSWORD, **fields: str) -> Any:
    """Type a name and a password on the page, and send them."""
    stamp = token(client.get("/sign-in").text)
    sent = {"who": who, "password": password, "token": stamp, **fields}
    return client.post("/sign-in", data=sent, headers={"Origin": str(client.base_url).rstrip("/")})


def send(client: TestClient, path: str, form: str | None = None, **fields: str) -> Any:
    """Send the form of a page as a browser does; who it is, it says where nobody has signed in."""
    sent = {"token": token(client.get(form or path).text), "who": "Mia", **fields}
    return client.post(path, data=sent, headers={"Origin": str(client.base_url).rstrip("/")})


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


def pressed(client: TestClient, path: str, form: str | None = None, **fields: str) -> Any:
    """The same in Mia's name, unless another one is given."""
    return send(client, path, form, **fields)
