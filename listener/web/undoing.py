"""What somebody has just taken away on a page can be brought back for ten minutes, in the browser that took it away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request

from listener.app import App
from listener.messages.links import secret
from listener.signing import LONGEST, Forged, seal, unseal
from listener.web.security.visitor import visitor
from storage.errors import ListenerError

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A way back.

    Attributes:
        said: What was done, in words.
        token: What the form carries: all that is needed to make it again, signed for this browser.
    """

    said: str
    token: str


def way_back(app: App, request: Request, said: str, thing: Mapping[str, Any]) -> Undo | None:
    """The form that makes the thing again; None where it is too large to be carried by one."""
    until = int((app.clock.now() + LASTS).timestamp())
    token = seal(("undo", visitor(request).key, until, json.dumps(thing)), secret(app))
    return Undo(said=said, token=token) if len(token) <= LONGEST else None


def taken_back(app: App, request: Request, token: str) -> Mapping[str, Any]:
    """The thing. Raises ListenerError where it is too late, or another browser's."""
    try:
        key, until, thing = unseal(token, "undo", secret(app))
    except Forged:
        raise ListenerError("this cannot be taken back here") from None
    if key != visitor(request).key or app.clock.now().timestamp() >= until:
        raise ListenerError("it is too late to take this back: make it again")
    found: Mapping[str, Any] = json.loads(thing)
    return found
