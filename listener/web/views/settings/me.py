"""`/settings/me`: one's own password, and the browsers in which one is signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import people
from listener.people.sessions import is_over
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.views.settings.base import SettingsPage
from storage.errors import ListenerError
from storage.records import Actor

FRESH = timedelta(minutes=15)
"""For so long after a link has let somebody in, the password so far need not be known."""


class Me(SettingsPage):
    """The page of whoever looks at it."""

    template = "settings/me.html"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        if fields.get("do") == "sign out everywhere":
            await people.sign_out(self._app, actor.name, actor)
            return RedirectResponse("/sign-in", 303)
        if fields.get("do") != "password" or "password" not in self._app.config.web.sign_in:
            raise Refusal(400, "This is not what the form of the page sends")
        password = fields.get("password", "")
        if password != fields.get("again", ""):
            raise ListenerError("the two are not the same")
        await people.set_password(self._app, actor, password, fields.get("present"), forgotten=self._forgotten(request))
        found = visitor(request).session
        await people.sign_out(self._app, actor.name, actor, found.digest if found else None)
        return await self.drawn(request, "The password is set. You are signed out in every other browser.")

    async def values(self, request: Request) -> dict[str, Any]:
        found, now = visitor(request), self._app.clock.now()
        if found.is_local:
            raise Refusal(404, "There are no accounts yet", "`listener link` makes the first one.")
        name = self.actor(request).name
        accounts = await self._app.read(self._app.store.accounts)
        sessions = await self._app.read(self._app.store.sessions, name)
        return {
            "sessions": [each for each in sessions if not is_over(each, self._app.config.web, now)],
            "has_password": any(each.person == name and each.password for each in accounts),
            "forgotten": self._forgotten(request),
            "web": self._app.config.web,
        }

    def _forgotten(self, request: Request) -> bool:
        found = visitor(request).session
        by_link = found is not None and found.way in ("link", "mail")
        return by_link and found is not None and self._app.clock.now() - found.began_at < FRESH
