"""`/annotations`: what people wrote beside the counts; written, removed and brought back here."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import annotating
from listener.web.refusal import Refusal
from listener.web.security.access import onward
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.addresses import escaped
from listener.wording.moments import parse
from storage.errors import ListenerError
from storage.records import Actor


class AnnotationsView(Page):
    """The list, the newest moment first, and a form for another one."""

    template = "annotations.html"
    section = "brands"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        do = fields.get("do")
        if do == "add":
            brand = fields.get("brand") or None
            await annotating.add(self._app, self._moment(fields), fields.get("text", ""), brand, actor)
            return RedirectResponse(onward(fields.get("back") or "/annotations"), 303)
        number = fields.get("id", "")
        if do not in ("remove", "restore") or not (number.isascii() and number.isdigit() and len(number) <= 18):
            raise Refusal(400, "This is not what the form of the page sends")
        if do == "remove":
            await annotating.remove(self._app, int(number), actor)
            return RedirectResponse(f"/annotations?removed={number}", 303)
        await annotating.restore(self._app, int(number), actor)
        return RedirectResponse("/annotations", 303)

    async def values(self, request: Request) -> dict[str, Any]:
        number = request.query_params.get("removed", "")
        known = number.isascii() and number.isdigit() and len(number) <= 18
        gone = await self._app.read(self._app.store.annotation, int(number)) if known else None
        return {
            "asked": None,
            "brands": self._app.config.brands,
            "escaped": escaped,
            "found": list(reversed(await self._app.read(self._app.store.annotations))),
            "gone": gone if gone and gone.removed_at else None,
            "may": visitor(request).may("annotations"),
        }

    def _moment(self, fields: dict[str, str]) -> Any:
        try:
            return parse(fields.get("at", ""), now=self._app.clock.now(), zone=self._app.config.zone)
        except ValueError as error:
            raise ListenerError(str(error)) from None
