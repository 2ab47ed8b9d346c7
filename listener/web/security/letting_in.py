"""What a browser is given that has signed in."""

from __future__ import annotations

import secrets
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from listener.actions.entering import Entered
from listener.app import App
from listener.messages.links import secret
from listener.people.digests import digest
from listener.signing import seal
from listener.web.security import cookies

KNOWN = timedelta(days=365)


def let_in(app: App, request: Request, answer: Response, entered: Entered) -> Response:
    """The answer, with which the browser is in; and for a year it is known as one in which this person was."""
    cookies.keep(app.config, request, answer, entered.secret, app.config.web.stay)
    if entered.person:
        known = seal(("known", digest(entered.person.name), secrets.token_urlsafe(12)), secret(app))
        cookies.keep(app.config, request, answer, known, KNOWN, "_known")
    return answer
