"""Links that let somebody in: opening one shows what it will do, and its button does it, once.

Browsers and chat programs fetch addresses ahead of the person: so no GET uses anything up.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import entering
from listener.actions.commands import LONGEST_NAME
from listener.actions.entering import Entered
from listener.app import App
from listener.people.links import Void, examine
from listener.web.acting import is_name, remember
from listener.web.drawing import Show
from listener.web.refusal import Refusal
from listener.web.security.access import onward
from listener.web.security.bodies import form
from listener.web.security.headers import FORM
from listener.web.security.letting_in import let_in
from listener.web.security.origins import is_foreign, is_near
from listener.web.security.visitor import origin, visitor
from listener.wording.text import one_line, sentence
from storage.errors import ListenerError
from storage.records import EntryLink

ANOTHER = "`listener link` prints another one; where there are accounts, `listener people link NAME`."


class EnterView:
    """The two sides of `/enter/TOKEN`."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show

    async def ask(self, request: Request) -> Response:
        """What the link will do, and a button."""
        return self._drawn(request, await self._link(request))

    async def act(self, request: Request) -> Response:
        """The button was pressed."""
        if is_foreign(request):
            raise Refusal(403, "You are not in", "This was not sent by the page of the link. Open the link itself.")
        link, fields = await self._link(request), await form(request)
        try:
            entered = await self._entered(request, link, fields)
        except Void as error:
            raise _refusal(error) from None
        except ListenerError as error:
            return self._drawn(request, link, sentence(error), fields)
        answer = let_in(self._app, request, RedirectResponse(_way(request, link), 303), entered)
        if is_name(who := one_line(fields.get("who", ""), LONGEST_NAME)):
            remember(answer, who)
        return answer

    async def _entered(self, request: Request, link: EntryLink, fields: dict[str, str]) -> Entered:
        secret, came = request.path_params["token"], origin(self._app, request)
        if link.purpose == "person":
            return await entering.by_link(self._app, secret, came)
        if fields.get("as") == "local" and self._may_be_local(request):
            return await entering.at_this_machine(self._app, secret, came)
        name, mail, password = (fields.get(field, "") for field in ("name", "mail", "password"))
        return await entering.first(self._app, secret, name, mail, password, came)

    async def _link(self, request: Request) -> EntryLink:
        try:
            return await examine(self._app, request.path_params["token"])
        except Void as error:
            raise _refusal(error) from None

    def _drawn(
        self, request: Request, link: EntryLink, said: str = "", fields: dict[str, str] | None = None
    ) -> Response:
        values = {"link": link, "said": said, "fields": {"name": "", "mail": ""} | (fields or {})}
        values["local"] = self._may_be_local(request)
        values["file"] = self._app.config.path.name
        values["people"] = [each.name for each in self._app.config.everybody]
        return self._show("enter.html", headers=FORM, status_code=422 if said else 200, **values)

    def _may_be_local(self, request: Request) -> bool:
        return is_near(self._app.config, request) and not visitor(request).open


def _way(request: Request, link: EntryLink) -> str:
    """Where whoever asked for the link wanted to go; without such a wish to where a password is set."""
    return onward(request.query_params.get("next", "/settings/me" if link.purpose == "person" else "/"))


def _refusal(error: Void) -> Refusal:
    said = str(error)
    return Refusal(403, "You are not in", f"{sentence(said)} {ANOTHER}")
