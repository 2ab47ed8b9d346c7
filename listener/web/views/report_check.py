"""`/reports/check`: a report is sent, and every number of it is counted again."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from listener.actions import verifying
from listener.web.doing import named
from listener.web.security import forms
from listener.web.security.uploads import uploaded
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.text import one_line
from storage.errors import ListenerError

SHOWN = 200
"""Numbers that are told."""


class ReportCheck(Page):
    """The form, and what came of it."""

    template = "reports/check.html"
    section = "reports"
    needs = "reports"

    async def act(self, request: Request) -> Response:
        """A file was sent. Who may not send one is told before it is read."""
        self._required(request)
        forms.own(request)
        async with uploaded(request, verifying.LARGEST) as sent:
            fields = forms.checked(self._app, request, sent.fields)
            try:
                actor = named(fields | {"who": fields.get("who") or visitor(request).who}, visitor(request))
                verdict = await verifying.verified(self._app, sent.content, actor)
            except ListenerError as error:
                return await self.drawn(request, f"It cannot be checked: {error}.", 422, fields)
            answer = await self.drawn(request, verdict=verdict, file=one_line(sent.name, 200))
        return self.remembered(request, answer, actor)

    async def values(self, request: Request) -> dict[str, Any]:
        return {"verdict": None, "shown": SHOWN, "largest": verifying.LARGEST >> 20}
