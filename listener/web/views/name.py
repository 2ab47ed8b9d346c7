"""`/name`: somebody says who they are in this browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions.commands import Unclear
from listener.web.acting import remember
from listener.web.doing import named
from listener.web.posting import Forms
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor


class NameView:
    """The form at the foot of the menu."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    async def act(self, request: Request) -> Response:
        """Remember the name, and go back to the page."""
        fields = await self._forms.fields(request)
        try:
            who = named(fields, visitor(request)).name
        except Unclear as error:
            raise Refusal(422, "Nothing was done", f"{str(error).capitalize()}.") from None
        done = RedirectResponse(_back(request), 303)
        remember(done, who)
        return done


def _back(request: Request) -> str:
    """The path of the page that the form was on; never another site."""
    came = urlsplit(request.headers.get("referer", ""))
    return "/" + came.path.lstrip("/\\") if came.netloc == request.headers.get("host") else "/"
