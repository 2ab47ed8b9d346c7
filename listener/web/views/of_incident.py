"""What the pages about one incident share: a form is sent once, what goes wrong is said on the page it came from."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions.actor import Denied
from listener.actions.commands import Unclear
from listener.app import App
from listener.web.acting import remember
from listener.web.doing import do
from listener.web.drawing import Show
from listener.web.posting import Forms
from listener.web.refusal import Refusal
from listener.web.security.access import onward
from listener.web.security.visitor import visitor
from listener.wording.text import sentence
from storage.errors import Conflict, ListenerError
from storage.records import Incident


class OfIncident:
    """One such page."""

    def __init__(self, app: App, show: Show, forms: Forms) -> None:
        self._app, self._show, self._forms = app, show, forms

    async def look(self, request: Request) -> Response:
        """The page."""
        return await self._drawn(request, await self._found(request))

    async def act(self, request: Request) -> Response:
        """A form of the page was sent: do it, and show the page again."""
        incident, fields = await self._found(request), await self._forms.fields(request)
        try:
            await self._forms.once(fields.get("token", ""), incident)
            who = await do(self._app, request.path_params["id"], fields, visitor(request))
        except Denied as error:
            raise Refusal(403, "This is not yours to do", sentence(error)) from None
        except Unclear as error:
            return await self._drawn(request, incident, f"Nothing was done: {error}.", 422, fields)
        except Conflict as error:
            return await self._drawn(request, await self._found(request), f"Somebody was first: {error}.", 409, fields)
        except ListenerError as error:
            return await self._drawn(request, incident, f"Nothing was done: {error}.", 409, fields)
        done = RedirectResponse(onward(fields.get("back") or request.url.path), 303)
        remember(done, who)
        return done

    async def _drawn(
        self,
        request: Request,
        incident: Incident,
        said: str = "",
        status_code: int = 200,
        fields: Mapping[str, str] | None = None,
    ) -> Response:
        """The page, with what there is to say."""
        raise NotImplementedError

    async def _found(self, request: Request) -> Incident:
        """The incident of the address. Raises Refusal 404."""
        raise NotImplementedError
