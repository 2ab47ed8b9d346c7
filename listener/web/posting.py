"""Forms of pages: each is sent once, from a page of ours, by a browser that was let in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import cache, partial

from starlette.requests import Request

from listener.app import App
from listener.messages.links import secret
from listener.signing import Forged, opened, permission, sealed
from listener.web.acting import is_name
from listener.web.live.everybody import EVERYBODY, place_of
from listener.web.refusal import Refusal
from listener.web.security.bodies import form
from listener.web.security.origins import is_own
from listener.web.security.visitor import visitor
from storage.errors import ListenerError
from storage.records import Incident

LASTS = timedelta(hours=12)

FOREIGN = (
    "This form was not sent by a page of this service. If it was you, open the incident here and send it again, or "
    "use the command line: listener incidents"
)


class Nameless(Exception):
    """A form of a browser that was never told who sits before it: it is asked once, and goes on with what was sent.

    Attributes:
        fields: Of the form.
    """

    def __init__(self, fields: dict[str, str]) -> None:
        self.fields = fields
        super().__init__("nobody has said who this is")


def signed(request: Request, fields: dict[str, str]) -> dict[str, str]:
    """The fields, with who sent them where nobody signs in. Nameless where this browser has to be asked first."""
    whoever = visitor(request)
    if whoever.is_local and not fields.get("who"):
        fields = {**fields, "who": whoever.who}
    if whoever.is_local and not is_name(fields["who"]):
        raise Nameless(fields)
    return fields


class Given(dict[str, str]):
    """What was written into a form that could not be obeyed, so that nothing is lost; "" where nothing was."""

    def __missing__(self, name: str) -> str:
        return ""


class Forms:
    """Makes the tokens of forms, and checks what was sent."""

    def __init__(self, app: App) -> None:
        self._app = app

    def token(self, request: Request, incident: Incident) -> str:
        """For all forms of one page about an incident."""
        return self.tokens(request, [incident])[incident.id]

    def tokens(self, request: Request, incidents: Iterable[Incident]) -> dict[int | None, str]:
        """The same for each of several, by number."""
        if visitor(request).key == EVERYBODY:
            return {one.id: place_of(one) for one in incidents}
        made = self.maker()
        return {one.id: made(one.id or 0, int(one.opened_at.timestamp())) for one in incidents}

    def maker(self) -> Callable[[int, int], str]:
        """Makes those of one page, by number and when the incident was opened, in Unix seconds; the key is asked for
        once, and only if there is one to make."""
        until, key = self._app.clock.now() + LASTS, cache(partial(secret, self._app))
        return lambda number, moment: sealed(permission("form", (number, moment), "any", None, until), key())

    async def fields(self, request: Request) -> dict[str, str]:
        """The fields of a form that a page of ours sent, with who sent it where nobody signs in; Refusal 403 otherwise,
        Nameless where this browser has to be asked first."""
        return signed(request, await self.sent(request))

    async def sent(self, request: Request) -> dict[str, str]:
        """The same, whoever sent it."""
        if not is_own(request):
            raise Refusal(403, "Nothing was done", FOREIGN)
        return await form(request)

    async def once(self, token: str, incident: Incident) -> None:
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
