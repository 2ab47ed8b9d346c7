"""`/settings/tokens`: what programs come in with."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from listener.actions import tokens
from listener.actions.actor import ROLES
from listener.web.views.settings.base import SettingsPage
from storage.errors import ListenerError
from storage.records import Actor


class Tokens(SettingsPage):
    """The list, and a form for another one."""

    template = "settings/tokens.html"
    needs = "tokens"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        if fields.get("do") == "end":
            ended = await tokens.end(self._app, fields.get("id", ""), actor)
            return await self.drawn(request, f"{ended.name} is worth nothing any more.")
        days = fields.get("days", "")
        if not (days.isascii() and days.isdigit() and len(days) <= 3):
            raise ListenerError("write for how many days it shall work, as 90")
        lasts = timedelta(days=int(days))
        secret, token = await tokens.add(self._app, fields.get("name", ""), fields.get("role", ""), lasts, actor)
        return await self.drawn(request, f"This is {token.name}. Keep it now: nobody can see it again.", made=secret)

    async def values(self, request: Request) -> dict[str, Any]:
        found = await self._app.read(self._app.store.tokens)
        return {"tokens": found, "roles": ROLES, "now": self._app.clock.now()}
