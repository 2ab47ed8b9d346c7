"""`/sign-in`: by password, by a link in a mail; and the way out. Nobody learns here whom there is."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import entering
from listener.actions.entering import NotIn
from listener.app import App
from listener.people import directory, links, tries
from listener.people.post import send_link
from listener.web.drawing import Show
from listener.web.refusal import Refusal
from listener.web.security import cookies, forms
from listener.web.security.access import onward
from listener.web.security.headers import FORM
from listener.web.security.letting_in import let_in
from listener.web.security.visitor import device, origin, visitor
from listener.wording.text import sentence

log = structlog.get_logger()

SENT = (
    "If we know this address, a link is on its way; it works once, within 15 minutes. If none comes: "
    "`listener people link NAME` on the machine of the service prints one."
)

LINE = 900
"""Characters of an address in a mail, whose lines hold 998 bytes."""


class SignInView:
    """The page, and what its forms do."""

    def __init__(self, app: App, show: Show) -> None:
        self._app, self._show = app, show
        self._sending: set[asyncio.Task[None]] = set()

    async def ask(self, request: Request) -> Response:
        """The page."""
        self._opened(request)
        if visitor(request).actor:
            return RedirectResponse(onward(request.query_params.get("next", "/")), 303)
        return self._drawn(request, onward(request.query_params.get("next", "/")))

    async def act(self, request: Request) -> Response:
        """A password was sent."""
        fields = await self._trusted(request, "password")
        who, way = fields.get("who", ""), onward(fields.get("next", "/"))
        known = device(self._app, request, who)
        try:
            entered = await entering.by_password(
                self._app, who, fields.get("password", ""), origin(self._app, request), known
            )
        except NotIn as error:
            return self._drawn(request, way, sentence(error), who, 429 if error.until else 403)
        return let_in(self._app, request, RedirectResponse(way, 303), entered)

    async def mail(self, request: Request) -> Response:
        """A link was asked for. The answer comes at once, and is the same whoever is known."""
        fields = await self._trusted(request, "mail")
        who, came = fields.get("who", ""), origin(self._app, request)
        counted = tries.limits(f"link {who}", came.address, None)
        if await tries.wait(self._app, counted) is None:
            way = onward(fields.get("next", "/"))
            task = asyncio.create_task(self._send(who, _home(request), way), name="link by mail")
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return self._drawn(request, onward(fields.get("next", "/")), SENT, status_code=200)

    async def leave(self, request: Request) -> Response:
        """Sign out."""
        await forms.trusted(self._app, request)
        found, gone = visitor(request), RedirectResponse("/sign-in", 303)
        if found.actor and found.session:
            await entering.leave(self._app, found.actor, found.session.digest)
        cookies.drop(self._app.config, request, gone)
        return gone

    async def _send(self, who: str, home: str, way: str) -> None:
        person = directory.by_mail(self._app.config, who)
        if person is None:
            return
        path = await links.make(self._app, "person", person.name, way="mail")
        address = (self._app.config.base_url or home) + path
        whole = f"{address}?{urlencode({'next': way})}"
        await send_link(self._app, person, address if way == "/" or len(whole) > LINE else whole)

    async def _trusted(self, request: Request, way: str) -> dict[str, str]:
        self._opened(request)
        if way not in self._app.config.web.sign_in:
            raise Refusal(404, "Nobody signs in that way here")
        return await forms.trusted(self._app, request)

    def _opened(self, request: Request) -> None:
        if not visitor(request).open:
            raise Refusal(403, "Nobody can sign in yet", "There is no administrator: `listener link` makes one.")

    def _drawn(self, request: Request, way: str, said: str = "", who: str = "", status_code: int = 200) -> Response:
        values = {"said": said, "who": who, "next": way, "failed": status_code != 200, "web": self._app.config.web}
        values |= {"token": forms.stamp(self._app, request), "place": urlsplit(_home(request)).netloc}
        return self._show("sign-in.html", headers=FORM, status_code=status_code, **values)


def _home(request: Request) -> str:
    """The address by which the browser asks; its host was checked to be one of ours."""
    return request.headers.get("origin") or f"http://{request.headers.get('host', '')}"
