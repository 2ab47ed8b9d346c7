"""The incident's own page: everything about it, and forms for a browser that is local."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions.actor import Denied
from listener.actions.commands import LONGEST_NAME, Unclear, carry_out, command
from listener.app import App
from listener.messages.compose import sample, telling
from listener.messages.links import ACTIONS, secret, sensible
from listener.signing import Forged, grant, opened, sealed
from listener.web.drawing import Show
from listener.web.refusal import Refusal
from listener.web.security.bodies import form
from listener.web.security.headers import FORM
from listener.web.security.origins import is_own
from listener.web.security.visitor import visitor
from listener.wording.text import one_line
from storage.errors import Conflict, ListenerError
from storage.records import Incident

SHOWN = 50
LASTS = timedelta(hours=12)
NAME = "listener_name"

FOREIGN = (
    "This form was not sent by a page of this service. If it was you, open the incident here and send it again, or "
    "use the command line: listener incidents --help"
)


class IncidentView:
    """`/incidents/ID`."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def look(self, request: Request) -> Response:
        """The page."""
        return await self._drawn(request, await self._found(request))

    async def act(self, request: Request) -> Response:
        """A form of the page was sent: do it, and show the page again."""
        incident, fields = await self._found(request), await self._trusted(request)
        try:
            wanted = command(self._signed(request, fields))
            actor = visitor(request).acting(wanted.who)
            assert actor is not None  # the gate lets nobody else come this far
            await self._once(fields.get("token", ""), incident)
            await carry_out(self._app, request.path_params["id"], wanted, actor)
        except Denied as error:
            raise Refusal(403, "This is not yours to do", f"{error}.") from None
        except Unclear as error:
            return await self._drawn(request, incident, f"Nothing was done: {error}.", 422, fields)
        except Conflict as error:
            return await self._drawn(request, await self._found(request), f"Somebody was first: {error}.", 409)
        except ListenerError as error:
            return await self._drawn(request, incident, f"Nothing was done: {error}.", 409)
        done = RedirectResponse(f"/incidents/{incident.id}", 303)
        done.set_cookie(
            NAME, quote(wanted.who), max_age=31_536_000, httponly=True, samesite="strict", path="/incidents"
        )
        return done

    async def _drawn(
        self,
        request: Request,
        incident: Incident,
        said: str = "",
        status_code: int = 200,
        fields: Mapping[str, str] | None = None,
    ) -> Response:
        assert incident.id is not None
        posts = await telling(self._app, incident.alerts)
        values = {
            "incident": incident,
            "response": await self._app.read(self._app.store.response, incident.id),
            "mentions": [sample(self._app, each) for each in posts[:SHOWN]],
            "said": said,
            "token": self._token(incident) if visitor(request).may("acknowledge") else None,
            "actions": [(name, ACTIONS[name].label) for name in sensible(incident)],
            "people": [person.name for person in self._app.config.everybody],
            "asks": visitor(request).is_local,
            "fields": {"who": _known(request), "text": "", "to": ""} | dict(fields or {}),
        }
        return self._show("incident.html", status_code=status_code, headers=FORM, **values)

    def _token(self, incident: Incident) -> str:
        until = self._app.clock.now() + LASTS
        return sealed(grant("form", incident, "any", None, until), secret(self._app))

    def _signed(self, request: Request, fields: Mapping[str, str]) -> dict[str, str]:
        """What is wanted, in the name of whoever has signed in; without accounts in the one that was typed."""
        wanted = {name: value for name, value in fields.items() if value and name != "token"}
        found = visitor(request)
        return wanted if found.is_local or found.actor is None else {**wanted, "who": found.actor.name}

    async def _trusted(self, request: Request) -> dict[str, str]:
        """The fields of a form that a local browser sent from a page of ours; Refusal 403 otherwise."""
        if not is_own(request):
            raise Refusal(403, "Nothing was done", FOREIGN)
        return await form(request)

    async def _once(self, token: str, incident: Incident) -> None:
        """Each form acts once, so that a second click, or a page from yesterday, does nothing."""
        now = self._app.clock.now()
        try:
            given = opened(token, "form", secret(self._app))
        except Forged:
            raise Refusal(403, "Nothing was done", "The page is of another time or place. Open it again.") from None
        if not given.concerns(incident) or given.until <= now:
            raise ListenerError("this page was open for too long; look at it as it is now, and send it again")
        if not await self._app.write(self._app.store.redeem, f"form {given.nonce}", now):
            raise ListenerError("this form was sent before; the timeline shows what became of it")

    async def _found(self, request: Request) -> Incident:
        id = request.path_params["id"]
        found = await self._app.read(self._app.store.incident_by_id, id)
        if found is None:
            raise Refusal(404, "There is no such incident")
        return found


def _known(request: Request) -> str:
    """The name that this browser gave last."""
    return one_line(unquote(request.cookies.get(NAME, "")), LONGEST_NAME)
