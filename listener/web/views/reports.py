"""`/reports`: what is sent by itself, what waits for somebody to look at it, and one made now."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import reporting
from listener.actions.actor import check
from listener.reports.enclosed import Gone, content, file_of
from listener.reports.making import made_now, makeable
from listener.reports.sending import reviewers
from listener.web.refusal import Refusal
from listener.web.security.headers import saved
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.figures import counted
from listener.wording.moments import parse
from listener.wording.text import sentence
from storage.errors import ListenerError
from storage.records import Actor, Enclosed, ReportDraft

LATELY = 12
READ = {
    "Content-Security-Policy": "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "font-src data:",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""A report's page carries its own styles and runs nothing; as a document of its own it is nobody's origin."""
MEDIA: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ReportsView(Page):
    """The list."""

    template = "reports/list.html"
    section = "reports"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        check(actor, "reports")
        app, format = self._app, fields.get("format", "html")
        if format not in MEDIA:
            raise Refusal(400, "This is not what the form of the page sends")
        section = next((each for each in makeable(self._app.config) if each.name == fields.get("name")), None)
        if section is None:
            raise ListenerError("choose one of the reports")
        since, until = self._moment(fields.get("since", "")), self._moment(fields.get("until", ""))
        name, content, _ = await made_now(app, section, format, since, until)
        return Response(content, media_type=MEDIA[format], headers=saved(name))

    async def values(self, request: Request) -> dict[str, Any]:
        store = self._app.store
        config = self._app.config
        fresh = request.query_params.get("made", "")
        return {
            "here_made": {each.name for each in config.made if each.section == "reports"},
            "fresh": next((each for each in config.reports if each.name == fresh), None),
            "unfit": [each for each in config.unfit if each.made.section == "reports"],
            "waiting": await self._app.read(store.draft_reports, waiting=True),
            "count": await self._app.read(store.drafts_waiting),
            "lately": await self._app.read(store.draft_reports, waiting=False, limit=LATELY),
            "reports": config.reports,
            "makeable": makeable(config),
            "formats": list(MEDIA),
            "counted": counted,
            "may": visitor(request).may("reports"),
        }

    def _moment(self, text: str) -> datetime | None:
        try:
            return parse(text, now=self._app.clock.now(), zone=self._app.config.zone) if text else None
        except ValueError as error:
            raise ListenerError(str(error)) from None


class ReportView(Page):
    """`/reports/KEY`: one that waits, or waited."""

    template = "reports/one.html"
    section = "reports"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        key = request.path_params["key"]
        if fields.get("do") == "send":
            await reporting.approve(self._app, key, actor)
        elif fields.get("do") == "keep":
            await reporting.reject(self._app, key, fields.get("reason", ""), actor)
        else:
            raise Refusal(400, "This is not what the form of the page sends")
        return RedirectResponse(f"/reports/{key}", 303)

    async def file(self, request: Request) -> Response:
        """One of its files, as it was made."""
        draft = await self._draft(request)
        found = file_of(draft, request.path_params["name"])
        if found is None:
            raise Refusal(404, "This report has no such file")
        try:
            return await enclosed(found)
        except Gone as error:
            what, _, why = str(error).partition(": ")
            raise Refusal(410, sentence(what).removesuffix("."), sentence(why)) from None

    async def values(self, request: Request) -> dict[str, Any]:
        draft = await self._draft(request)
        section = next((each for each in self._app.config.reports if each.name == draft.report), None)
        return {
            "draft": draft,
            "to": reporting.readers(self._app.config, draft),
            "asked": reviewers(self._app.config, section, self._app.clock.now()) if section else (),
            "may": visitor(request).may("reports"),
        }

    async def _draft(self, request: Request) -> ReportDraft:
        draft = await self._app.read(self._app.store.draft_report, request.path_params["key"])
        if draft is None:
            raise Refusal(404, "There is no such report", "What was sent without asking stands in the mails.")
        return draft


async def enclosed(file: Enclosed) -> Response:
    """A file of a report as it was made: a page to be read, anything else to be kept. Raises Gone."""
    found = await asyncio.to_thread(content, file)
    ending = file.name.rpartition(".")[2]
    headers = READ if ending == "html" else saved(file.name)
    return Response(found, media_type=MEDIA.get(ending, "application/octet-stream"), headers=headers)
