"""Links in messages: opening one shows what it will do, only the button does it, and only once.

Mail scanners open every link, some of them with scripts switched on: so no GET changes anything, and no script runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog
from starlette.requests import Request
from starlette.responses import Response

from listener.actions.actor import Action, caller, may
from listener.actions.commands import Command, Unclear, carry_out, command
from listener.app import App
from listener.messages.links import ACTIONS, secret, sensible
from listener.signing import Forged, Grant, opened
from listener.web.drawing import Show
from listener.web.refusal import Refusal
from listener.web.security.bodies import form
from listener.web.security.headers import UNFRAMED
from listener.web.security.origins import address
from listener.wording.names import alike
from listener.wording.text import sentence
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Incident

log = structlog.get_logger()

ASKS: Mapping[str, Action] = {
    "acknowledge": "acknowledge", "resolve": "resolve", "useful": "verdict", "noise": "verdict",
}  # fmt: skip
"""What one must be allowed to do for each action of a link."""
BROKEN = (
    "It may have been cut off: open it from the message again. If it still does not work, the key that it was signed "
    "with has been replaced; the newest message about the incident has links that work."
)


class LinkView:
    """The two sides of `/act/TOKEN`."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def ask(self, request: Request) -> Response:
        """What the link will do, and a button."""
        grant, incident = await self._opened(request)
        if grant.until <= self._app.clock.now():
            return self._late(incident)
        return self._asked(grant, incident)

    async def act(self, request: Request) -> Response:
        """The button was pressed."""
        grant, incident = await self._opened(request)
        if grant.until <= self._app.clock.now():
            return self._late(incident)
        who = grant.who or (await form(request)).get("who", "")
        try:
            wanted = command({"action": grant.action, "who": who})
        except Unclear:
            return self._asked(grant, incident, "Write your name, so that the others know who it was.", 422)
        if not await self._app.write(self._app.store.redeem, f"link {grant.nonce}", self._app.clock.now()):
            return self._said(incident, "This link was used already", "It works once, and nothing was done now.", 410)
        log.info("a link was used", incident=grant.incident, action=grant.action, who=wanted.who)
        return await self._done(request, grant, incident, wanted)

    async def _done(self, request: Request, grant: Grant, incident: Incident, wanted: Command) -> Response:
        try:
            after = await carry_out(self._app, grant.incident, wanted, self._actor(request, wanted.who))
        except Conflict as error:
            after = await self._app.incident(grant.incident)
            return self._said(after, "Somebody was first", f"Nothing was done: {error}.", 409)
        except ListenerError as error:
            return self._said(incident, "This could not be done", sentence(error), 409)
        return self._said(after, ACTIONS[grant.action].done, f"It was written down in the name of {wanted.who}.")

    def _actor(self, request: Request, name: str) -> Actor:
        return replace(self._named(name), address=address(self._app.config, request))

    def _named(self, name: str) -> Actor:
        """In whose name the link acts: no more than that person may, who may have become an observer meanwhile."""
        known = next((each.role for each in self._app.config.everybody if alike(each.name) == alike(name)), None)
        return caller(name, "link", known)

    async def _opened(self, request: Request) -> tuple[Grant, Incident]:
        """The permission and its incident; Refusal for whatever is no link of ours."""
        try:
            grant = opened(request.path_params["token"], "link", secret(self._app))
        except Forged:
            raise Refusal(403, "This link does not work", BROKEN) from None
        incident = await self._app.read(self._app.store.incident_by_id, grant.incident)
        if incident is None or not grant.concerns(incident) or grant.action not in ACTIONS:
            raise Refusal(404, "The incident of this link is not stored here")
        return grant, incident

    def _asked(self, grant: Grant, incident: Incident, missing: str = "", status_code: int = 200) -> Response:
        if grant.action not in sensible(incident):
            return self._said(incident, "There is nothing left to do here", "")
        if grant.who and not may(self._named(grant.who), ASKS[grant.action]):
            return self._said(incident, "You look, and take nothing", f"{grant.who} is an observer.", 403)
        action = ACTIONS[grant.action]
        values = {"incident": incident, "action": action, "who": grant.who, "missing": missing}
        return self._show("act.html", status_code=status_code, headers=UNFRAMED, **values)

    def _late(self, incident: Incident) -> Response:
        what = "Links work for a limited time, so that an old mail cannot act. Nothing was done."
        return self._said(incident, "This link has expired", what, 410)

    def _said(self, incident: Incident, title: str, what: str, status_code: int = 200) -> Response:
        values = {"incident": incident, "heading": title, "what": what}
        return self._show("said.html", status_code=status_code, headers=UNFRAMED, **values)
