"""Forms of our own pages: sent by them, from the browser that they were made for, and not too long ago."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request

from listener.app import App
from listener.messages.links import secret
from listener.signing import Forged, seal, unseal
from listener.web.live.everybody import EVERYBODY, STAMP
from listener.web.refusal import Refusal
from listener.web.security.bodies import form
from listener.web.security.origins import is_own
from listener.web.security.visitor import visitor

LASTS = timedelta(hours=12)
FOREIGN = "This form was not sent by a page of this service. If it was you, open the page here and send it again."
OLD = "The page was open for too long, or somebody has signed in or out here meanwhile. Open it again."


def stamp(app: App, request: Request) -> str:
    """What a form of this browser carries."""
    key = visitor(request).key
    return STAMP if key == EVERYBODY else stamp_for(app, key)


def stamp_for(app: App, key: str) -> str:
    """The same, for the browser of this key."""
    return seal(("page", key, int((app.clock.now() + LASTS).timestamp())), secret(app))


async def trusted(app: App, request: Request) -> dict[str, str]:
    """The fields of a form of ours. Refusal 403 for any other."""
    own(request)
    return checked(app, request, await form(request))


def own(request: Request) -> None:
    """Refusal 403 unless a page of ours sent it."""
    if not is_own(request):
        raise Refusal(403, "Nothing was done", FOREIGN)


def checked(app: App, request: Request, fields: dict[str, str]) -> dict[str, str]:
    """The same fields. Refusal 403 unless they carry what was made for this browser."""
    try:
        key, until = unseal(fields.get("token", ""), "page", secret(app))
    except Forged:
        raise Refusal(403, "Nothing was done", OLD) from None
    if key != visitor(request).key or app.clock.now().timestamp() >= until:
        raise Refusal(403, "Nothing was done", OLD)
    return fields
