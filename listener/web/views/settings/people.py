"""`/settings/people`: who there is, what they may do, how they come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import people
from listener.actions.actor import LEAST, ROLES, Action
from listener.config.config import Config
from listener.messages.recipients import recipients
from listener.people import directory
from listener.people.links import homes
from listener.situation.tested import last_tests
from listener.web.refusal import Refusal
from listener.web.views.settings.base import SettingsPage
from listener.wording.text import sentence
from storage.errors import ListenerError
from storage.records import Actor, Who

RIGHTS: Sequence[tuple[str, tuple[Action, ...]]] = (
    ("Read everything, take it along as files", ("views", "exports")),
    (
        "Open, take, escalate and end incidents, say useful or noise",
        ("open", "acknowledge", "escalate", "resolve", "note", "severity", "handover", "verdict"),
    ),
    ("Declare and lead a crisis, start a drill", ("crisis", "drill")),
    ("Answer what is in the inbox, correct readings", ("cases",)),
    ("Silence, stand in, end messages that wait or failed, annotate", ("silence", "oncall", "outbox", "annotations")),
    ("Approve what is published", ("approval",)),
    ("Make brands, queries, sources and rules; read files in; teach", ("sources", "rules", "imports", "teaching")),
    ("Make and send reports, give addresses out", ("reports", "shares")),
    ("People, tokens, audit and this machine", ("people", "tokens", "settings")),
)
"""What actions mean to a reader; those of a line need the same role."""


class People(SettingsPage):
    """The list, and a form for somebody new."""

    template = "settings/people.html"
    needs = "people"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        added = await people.add(self._app, fields.get("name", ""), fields.get("mail"), fields.get("role", ""), actor)
        return RedirectResponse(f"/settings/people/{quote(added.name, safe='')}", 303)

    async def values(self, request: Request) -> dict[str, Any]:
        seen = {each.person: each for each in await self._app.read(self._app.store.accounts)}
        config = self._app.config
        rows = [(each, directory.origin(config, each.name), seen.get(each.name)) for each in config.everybody]
        ways = {each.name: _ways(config, each.name, self._app.clock.now()) for each in config.everybody}
        unreached = [each.name for each in config.everybody if each.role != "observer" and not ways[each.name]]
        return {
            "people": rows,
            "roles": ROLES,
            "ways": ways,
            "unreached": unreached,
            "tested": await self._app.read(last_tests, self._app.store, config, self._app.clock.now()),
            "rights": [
                (words, [ROLES.index(role) >= ROLES.index(LEAST[those[0]]) for role in ROLES])
                for words, those in RIGHTS
            ],
        }


def _ways(config: Config, name: str, now: datetime) -> list[str]:
    """By what somebody is reached: targets by name, and the one that mails to people's own addresses as "mail"."""
    return ["mail" if way.to else way.target for way in recipients(config, Who.person(name), now)]


class OnePerson(SettingsPage):
    """Somebody: role, address, a link to come in, browsers."""

    template = "settings/person.html"
    needs = "people"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        name, do = request.path_params["name"], fields.get("do")
        if do == "change":
            await people.change(self._app, name, actor, role=fields.get("role"), mail=fields.get("mail"))
            return await self.drawn(request, "It is changed, as of now.")
        if do == "link":
            path = await people.link(self._app, name, actor)
            addresses = [home + path for home in homes(self._app.config)]
            return await self.drawn(
                request, "Give one of these to the person: it works once, within 15 minutes.", made=addresses
            )
        if do == "sign out":
            ended = await people.sign_out(self._app, name, actor)
            return await self.drawn(request, f"Signed out in {ended} {'browser' if ended == 1 else 'browsers'}.")
        if do == "remove":
            await people.remove(self._app, name, actor)
            return RedirectResponse("/settings/people", 303)
        raise Refusal(400, "This is not what the form of the page sends")

    async def values(self, request: Request) -> dict[str, Any]:
        await self._app.meet()
        try:
            person = directory.person(self._app.config, request.path_params["name"])
        except ListenerError as error:
            raise Refusal(404, "There is no such person", sentence(error)) from None
        accounts = await self._app.read(self._app.store.accounts)
        return {
            "person": person,
            "origin": directory.origin(self._app.config, person.name),
            "account": next((each for each in accounts if each.person == person.name), None),
            "sessions": await self._app.read(self._app.store.sessions, person.name),
            "roles": ROLES,
        }
