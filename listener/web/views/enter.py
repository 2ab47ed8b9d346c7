"""The link of the terminal: opening it shows a button, and the button makes the browser local.

Browsers and chat programs fetch addresses ahead of the person, and the link works once: so no GET uses it up.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.app import App
from listener.web.drawing import Show
from listener.web.refusal import Refusal
from listener.web.security.entry import STAY, Void, enter, examine
from listener.web.security.headers import FORM
from listener.wording import durations


class EnterView:
    """The two sides of `/enter/TOKEN`."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def ask(self, request: Request) -> Response:
        """What the link will do, and a button."""
        try:
            examine(self._app, request.path_params["token"])
        except Void as error:
            raise Refusal(403, "You are not in", _sentence(error)) from None
        return self._show("enter.html", stay=durations.span(STAY), headers=FORM)

    async def act(self, request: Request) -> Response:
        """The button was pressed."""
        done = RedirectResponse("/", 303)
        encrypted = request.headers.get("origin", "").startswith("https:")
        try:
            await enter(self._app, request.path_params["token"], done, encrypted=encrypted)
        except Void as error:
            raise Refusal(403, "You are not in", _sentence(error)) from None
        return done


def _sentence(error: Void) -> str:
    said = str(error)
    return f"{said[:1].upper()}{said[1:]}."
