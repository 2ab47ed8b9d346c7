"""`/api/v1/reports`: what waits for somebody to look at it, what went out, and one made now."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from listener.actions import reporting, verifying
from listener.actions.actor import check
from listener.app import App
from listener.reports.enclosed import Gone, file_of
from listener.reports.making import made_now, makeable
from listener.web.api.holding import HELD, Application, Limit, Who
from listener.web.api.problems import answers
from listener.web.api.taking import taken, takes
from listener.web.security.headers import saved
from listener.web.security.uploads import KIND, uploaded
from listener.web.views.reports import LATELY, MEDIA, enclosed
from listener.wording.moments import parse
from storage.errors import ListenerError
from storage.records import ReportDraft

routes = APIRouter()
Key = Annotated[str, Path(min_length=1, max_length=200)]
After = Annotated[str, Query(max_length=200, description="`next` of the slice before")]
_SENT: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "format": "binary", "description": "A report in any of its formats"}},
}
_CHECKS: dict[str, Any] = {"requestBody": {"required": True, "content": {KIND: {"schema": _SENT}}}}
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {media.partition(";")[0]: {} for media in MEDIA.values()}}}


class DraftOut(BaseModel):
    """A report that waits for somebody, or waited."""

    key: str
    report: str
    title: str
    made_at: datetime
    files: list[str]
    sent: bool
    decided_by: str | None
    decided_at: datetime | None
    reason: str


class ReportsOut(BaseModel):
    """All that there is of reports."""

    makeable: list[str]
    waiting: list[DraftOut]
    next: str | None = Field(description="Give it as `cursor` for those that wait longer; null: these are all")
    lately: list[DraftOut]


class ReportIn(BaseModel):
    """A report that shall be made now."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    format: Literal["html", "pdf", "xlsx"] = "html"
    since: str = Field("", max_length=100, description='As "7d"; left out: its last period')
    until: str = Field("", max_length=100)


class ChangedOut(BaseModel):
    """A number that is another one now."""

    id: str
    then: str
    now: str


class RedefinedOut(BaseModel):
    """A metric that meant something else when the report was made."""

    metric: str
    then: str
    now: str
    changed: int = Field(description="How many of its numbers are others now")


class VerdictOut(BaseModel):
    """What came of counting again."""

    made_at: datetime
    version: str = Field(description="Of the program that made it; empty where it does not say")
    same: int = Field(description="How many numbers are as they were")
    changed: list[ChangedOut]
    redefined: list[RedefinedOut]
    why: list[str] = Field(description="What happened to the posts since")


class DecisionIn(BaseModel):
    """Whether a report goes out."""

    model_config = ConfigDict(extra="forbid")

    send: bool
    reason: str = Field("", max_length=500, description="Why not")


@routes.get("/reports", responses=answers(422), dependencies=[HELD])
async def every(app: Application, cursor: After = "", limit: Limit = 100) -> ReportsOut:
    """What can be made, what waits, the newest first, what was decided lately."""
    waiting = await app.read(app.store.draft_reports, waiting=True, before=cursor or None, limit=limit)
    lately = await app.read(app.store.draft_reports, waiting=False, limit=LATELY)
    return ReportsOut(
        makeable=[each.name for each in makeable(app.config)],
        waiting=[_draft(each) for each in waiting],
        next=waiting[-1].key if len(waiting) == limit else None,
        lately=[_draft(each) for each in lately],
    )


@routes.post(
    "/reports",
    responses={**answers(400, 408, 413, 422), **FILES},
    response_class=Response,
    openapi_extra=takes(ReportIn),
)
async def make(app: Application, actor: Who, request: Request) -> Response:
    """Make one and answer with the file; it needs the role manager."""
    wanted = await taken(request, ReportIn)
    check(actor, "reports")
    known = {each.name: each for each in makeable(app.config)}
    if (section := known.get(wanted.name)) is None:
        raise ListenerError(f"there is no such report; there are {', '.join(known)}")
    since, until = _moment(app, wanted.since), _moment(app, wanted.until)
    name, content, _ = await made_now(app, section, wanted.format, since, until)
    return Response(content, media_type=MEDIA[wanted.format], headers=saved(name))


@routes.post("/reports/check", responses=answers(400, 408, 413, 422), openapi_extra=_CHECKS)
async def verify(app: Application, actor: Who, request: Request) -> VerdictOut:
    """Whether every number of a report is what the store says; nothing of it is kept. It needs the role manager."""
    check(actor, "reports")
    async with uploaded(request, verifying.LARGEST) as sent:
        found = await verifying.verified(app, sent.content, actor)
    return VerdictOut(
        made_at=found.made_at,
        version=found.version,
        same=found.same,
        changed=[ChangedOut(id=each.id, then=each.shown[0], now=each.shown[1]) for each in found.changed],
        redefined=[RedefinedOut(**asdict(each)) for each in found.redefined],
        why=list(found.why),
    )


@routes.get("/reports/{key}", responses=answers(), dependencies=[HELD])
async def one(app: Application, key: Key) -> DraftOut:
    """One that waits, or waited."""
    return _draft(await _found(app, key))


@routes.get(
    "/reports/{key}/files/{name}",
    responses={**answers(410), **FILES},
    response_class=Response,
    dependencies=[HELD],
)
async def file(app: Application, key: Key, name: Key) -> Response:
    """One of its files, as it was made. 410: it is there no more, or is not what was made."""
    found = file_of(await _found(app, key), name)
    if found is None:
        raise HTTPException(404, "this report has no such file")
    try:
        return await enclosed(found)
    except Gone as error:
        raise HTTPException(410, f"{error}.") from None


@routes.post("/reports/{key}", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(DecisionIn))
async def decide(app: Application, actor: Who, key: Key, request: Request) -> DraftOut:
    """Send one that waits, or keep it back. 409: somebody has decided already."""
    wanted = await taken(request, DecisionIn)
    if wanted.send:
        return _draft(await reporting.approve(app, key, actor))
    return _draft(await reporting.reject(app, key, wanted.reason, actor))


async def _found(app: App, key: str) -> ReportDraft:
    found = await app.read(app.store.draft_report, key)
    if found is None:
        raise HTTPException(404, "there is no such report; what was sent without asking stands in the mails")
    return found


def _moment(app: App, text: str) -> datetime | None:
    try:
        return parse(text, now=app.clock.now(), zone=app.config.zone) if text else None
    except ValueError as error:
        raise ListenerError(str(error)) from None


def _draft(found: ReportDraft) -> DraftOut:
    return DraftOut(
        key=found.key,
        report=found.report,
        title=found.notice.title,
        made_at=found.made_at,
        files=[each.name for each in found.notice.enclosed],
        sent=found.sent,
        decided_by=found.decided_by,
        decided_at=found.decided_at,
        reason=found.reason or "",
    )
