"""What pages with forms share: who may see them, what goes wrong is said on them, and nothing written is lost."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from listener.actions.actor import LEAST, Action, Denied
from listener.actions.commands import Unclear
from listener.app import App
from listener.web.acting import remember
from listener.web.doing import named
from listener.web.drawing import Show
from listener.web.frame import frame
from listener.web.posting import Given, signed
from listener.web.refusal import Refusal
from listener.web.security import forms
from listener.web.security.headers import FORM
from listener.web.security.visitor import Visitor, visitor
from listener.wording.text import sentence
from storage.errors import Conflict, ListenerError
from storage.records import Actor


class Page:
    """One page in the frame.

    Attributes:
        section: Key of the menu's entry that it belongs to.
        needs: What one must be allowed to do to see it; None: everybody may.
    """

    template: str
    section: str
    needs: Action | None = None

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def look(self, request: Request) -> Response:
        """The page."""
        self._required(request)
        return await self.drawn(request)

    async def act(self, request: Request) -> Response:
        """A form of it was sent."""
        self._required(request)
        fields, found = signed(request, await forms.trusted(self._app, request)), visitor(request)
        del fields["token"]
        try:
            answer = await self.done(request, actor := named(fields, found), fields)
        except Denied as error:
            raise Refusal(403, "This is not yours to do", sentence(error)) from None
        except Conflict as error:
            return await self.drawn(request, f"{error}.", 409, fields)
        except (ListenerError, Unclear) as error:
            return await self.drawn(request, f"Nothing was done: {error}.", 422, fields)
        return self.remembered(request, answer, actor)

    def remembered(self, request: Request, answer: Response, actor: Actor) -> Response:
        """The answer; where nobody signs in, this browser acts in that name from now on."""
        if visitor(request).is_local:
            remember(answer, actor.name)
        return answer

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        """Do what the form asks for, and answer. Raises ListenerError with what is wrong."""
        raise Refusal(405, "Nothing is done here")

    async def values(self, request: Request) -> dict[str, Any]:
        """What its template shows."""
        raise NotImplementedError

    async def drawn(
        self,
        request: Request,
        said: str = "",
        status_code: int = 200,
        fields: dict[str, str] | None = None,
        **more: Any,
    ) -> Response:
        """The page, with what there is to say."""
        now = self._app.clock.now()
        shown: dict[str, Any] = {"said": said, "failed": status_code != 200, "fields": Given(fields or {}), "now": now}
        shown |= {"undo": None, "visitor": visitor(request), "token": forms.stamp(self._app, request)}
        shown |= {"frame": await frame(self._app, request, self.section, now), "here": request.url.path}
        values = {**shown, **await self.values(request), **more}
        return self._show(self.template, headers=FORM, status_code=status_code, **values)

    def visitor(self, request: Request) -> Visitor:
        """Who asks."""
        return visitor(request)

    def actor(self, request: Request) -> Actor:
        """Who is here; the gate lets nobody else come this far. Without accounts, in the name that was given last."""
        found = visitor(request)
        actor = found.acting(found.who)
        assert actor is not None
        return actor

    def _required(self, request: Request) -> None:
        if self.needs and not visitor(request).may(self.needs):
            raise Refusal(403, "This is not yours to see", f"It needs the role {LEAST[self.needs]}.")
