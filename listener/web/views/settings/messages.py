"""`/settings/messages`: what waits to be sent, what could not be, and whether a message gets through at all."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from listener.actions import outbox
from listener.actions.actor import check
from listener.trials.targets import send_test
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.views.settings.base import SettingsPage
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor

SHOWN = 100
"""The newest of each kind that are shown."""


class Messages(SettingsPage):
    """The outbox, and a test."""

    template = "settings/messages.html"
    needs = "outbox"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        name = one_line(fields.get("target", ""), 80)
        match fields.get("do"):
            case "end":
                return await self._ended(request, actor, fields)
            case "test":
                check(actor, "rules")  # as on the first start: who says what is told tries whether it arrives
                await send_test(self._app.config, name, self._app.clock)
                return await self.drawn(request, f"A test has gone out through {name}, and was taken.")
        raise Refusal(400, "This is not what the form of the page sends")

    async def _ended(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        number = fields.get("id", "")
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise ListenerError("there is no such message")
        ended = await outbox.end(self._app, int(number), one_line(fields.get("reason", ""), 500), actor)
        return await self.drawn(request, f"The message to {ended.target} is ended.")

    async def values(self, request: Request) -> dict[str, Any]:
        found = await self._app.read(outbox.open_ended, self._app)
        return {
            "waiting": [each for each in found if not each.permanent],
            "failed_": [each for each in found if each.permanent],
            "shown": SHOWN,
            "targets": [each.name for each in self._app.config.targets],
            "tests": visitor(request).may("rules"),
        }
