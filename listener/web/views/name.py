"""`/name`: somebody says who they are in this browser; and the question, where a form came before the answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions.commands import Unclear
from listener.app import App
from listener.web.acting import remember
from listener.web.doing import named
from listener.web.drawing import Show
from listener.web.posting import Forms, Nameless
from listener.web.refusal import Refusal
from listener.web.security.headers import FORM
from listener.web.security.visitor import visitor
from listener.wording.text import sentence


class NameView:
    """The form at the foot of the menu."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    async def act(self, request: Request) -> Response:
        """Remember the name, and go back to the page."""
        fields = await self._forms.sent(request)
        try:
            who = named(fields, visitor(request)).name
        except Unclear as error:
            raise Refusal(422, "Nothing was done", sentence(error)) from None
        done = RedirectResponse(_back(request), 303)
        remember(done, who)
        return done


class NamelessView:
    """Asks whoever sent a form who they are, once; the answer goes on with what the form said."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def look(self, request: Request, error: Exception) -> Response:
        """The question. Nothing was done yet."""
        assert isinstance(error, Nameless)
        fields = {name: value for name, value in error.fields.items() if name != "who"}
        people = [each.name for each in self._app.config.everybody]
        to = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        return self._show("who.html", headers=FORM, status_code=422, to=to, fields=fields, people=people)


def _back(request: Request) -> str:
    """The page that the form was on, with all that its address says; never another site."""
    came = urlsplit(request.headers.get("referer", ""))
    if came.netloc != request.headers.get("host"):
        return "/"
    path = "/" + came.path.lstrip("/\\")
    return f"{path}?{came.query}" if came.query else path
