"""`/sources/aside`: what sources sent and nobody could read or store; read again, or let be."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from listener.actions import retrying
from listener.actions.retrying import RetryReport
from listener.web.refusal import Refusal
from listener.web.views.page import Page
from listener.wording.figures import counted
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor

SHOWN, LONGEST = 50, 240
"""The newest rows of each source, and characters of what was sent."""


class AsideView(Page):
    """All of it, by source."""

    template = "sources/aside.html"
    section = "sources"
    needs = "sources"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        name = fields.get("name", "")
        match fields.get("do"):
            case "retry":
                said = [_told(report) for report in await retrying.retry(self._app, name, actor)]
            case "dismiss":
                number = await retrying.dismiss(self._app, name, actor)
                said = [f"{name}: {counted(number, 'row')} let be; they stay listed."] if number else []
            case _:
                raise Refusal(400, "This is not what the form of the page sends")
        if not said:
            raise ListenerError(f'nothing of "{one_line(name, 80)}" is left to be done here')
        return await self.drawn(request, said[0])

    async def values(self, request: Request) -> dict[str, Any]:
        rows = sorted(await self._app.read(self._app.store.put_aside), key=attrgetter("source"))
        found = {name: list(group) for name, group in groupby(rows, attrgetter("source"))}
        return {"found": found, "total": len(rows), "shown": SHOWN, "longest": LONGEST}


def _told(report: RetryReport) -> str:
    left = f"{counted(len(report.left), 'row')} still put aside" if report.left else "nothing is left"
    why = f"; it could not be read anew: {report.error}" if report.error else ""
    return f"{report.source}: {counted(report.tried, 'row')} tried again, {left}{why}."
