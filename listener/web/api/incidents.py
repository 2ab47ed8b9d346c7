"""`/api/v1/incidents`: how they stand, and what is done about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from listener.actions import drills
from listener.actions.commands import carry_out, command
from listener.actions.opening import open_by_hand
from listener.app import App
from listener.explore.written import MEDIA
from listener.exports.incidents import outline
from listener.exports.listing import FORMATS, Format
from listener.messages.compose import thread
from listener.situation.taken_along import Listing
from listener.web.api.holding import HELD, Application, Cursor, Id, Limit, Who, before, following
from listener.web.api.problems import answers
from listener.web.api.shapes import (
    ActionIn,
    AlertOut,
    DrillIn,
    DrillOut,
    EntryOut,
    IncidentOut,
    IncidentWhole,
    MessageOut,
    OpeningIn,
    Slice,
)
from listener.web.api.taking import taken, takes
from listener.web.listing import as_file
from listener.web.security.headers import saved
from storage.records import Alert, Incident, Outgoing

routes = APIRouter()
Whose = Annotated[str | None, Query(max_length=200, description="Whose; empty: those about no brand")]
FILES: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA[format].partition(";")[0]: {} for format in FORMATS}}}


@routes.get("/incidents", responses=answers(422), dependencies=[HELD])
async def incidents(
    app: Application,
    view: Literal["open", "past", "drills", "debriefs"] = "open",
    brand: Whose = None,
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Slice[IncidentOut]:
    """Incidents, newest first: those that are open, those that are over, the drills, or the crises whose debrief is
    due; of one brand, where it is named."""
    is_open, drill, last = view == "open", view == "drills", before(cursor)
    if view == "debriefs":
        due = await app.read(app.store.debriefs_due)
        later = [each for each in due if last is None or (each.id or 0) < last]
        found = [each for each in later if each.of(brand)][:limit]
    else:
        found = await app.read(
            app.store.incident_page, unresolved=is_open, drill=drill, brand=brand, before=last, limit=limit
        )
    items = [IncidentOut.model_validate(outline(each, app.config.base_url)) for each in found]
    return Slice(items=items, next=following(items, limit))


@routes.get("/incidents/export", responses={**answers(422), **FILES}, response_class=Response)
async def export(
    app: Application, actor: Who, view: Listing = "past", brand: Whose = None, format: Format = "csv"
) -> Response:
    """All of a list as a file, with who took them when and what people called them; of one brand, where it is
    named."""
    name, content = await as_file(app, view, brand, format, actor)
    return Response(content, media_type=MEDIA[format], headers=saved(name))


@routes.post("/incidents", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(OpeningIn))
async def open_one(app: Application, actor: Who, request: Request) -> IncidentOut:
    """Open an incident by hand: the same people are told and paged as if a rule had found it. What is open about the
    same takes it in."""
    wanted = await taken(request, OpeningIn)
    opened = await open_by_hand(app, wanted.title, actor, brand=wanted.brand, severity=wanted.severity)
    return IncidentOut.model_validate(outline(opened, app.config.base_url))


@routes.post("/drills", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(DrillIn))
async def drill(app: Application, actor: Who, request: Request) -> DrillOut:
    """What a drill would do; with `start` it is done: real people, real messages marked DRILL, made-up posts."""
    wanted = await taken(request, DrillIn)
    plan = await drills.prepared(
        app, wanted.playbook, incident=None, brand=wanted.brand, severity=wanted.severity, actor=actor
    )
    begun = await drills.start(app, plan) if wanted.start else None
    return DrillOut(plan=drills.explained(plan, app.config), incident=begun.incident_id if begun else None)


@routes.get("/incidents/{id}", responses=answers(422), dependencies=[HELD])
async def incident(app: Application, id: Id) -> IncidentWhole:
    """One incident with its alerts, its timeline, and what became of its newest messages."""
    found = await _found(app, id)
    return _whole(found, await app.read(app.store.outgoing, thread(found)), app.config.base_url)


@routes.post("/incidents/{id}/actions", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(ActionIn))
async def act(app: Application, actor: Who, id: Id, request: Request) -> IncidentOut:
    """Do something about an incident, in the token's name: take it, page the next level, hand it over, end it, judge
    it, note something. 409: somebody else was first."""
    wanted = await taken(request, ActionIn)
    await _found(app, id)
    fields = {name: value for name, value in wanted.model_dump().items() if value not in ("", None)}
    after = await carry_out(app, id, command({**fields, "who": actor.name}), actor)
    return IncidentOut.model_validate(outline(after, app.config.base_url))


async def _found(app: App, id: int) -> Incident:
    found = await app.read(app.store.incident_by_id, id)
    if found is None:
        raise HTTPException(404, f"there is no incident {id}")
    return found


def _whole(found: Incident, messages: Sequence[Outgoing], base_url: str | None) -> IncidentWhole:
    return IncidentWhole(
        **outline(found, base_url),
        alerts=[_alert(each) for each in found.alerts],
        timeline=[EntryOut(at=each.at, kind=each.kind, what=each.what, who=each.who) for each in found.timeline],
        messages=[MessageOut(**{name: getattr(each, name) for name in MessageOut.model_fields}) for each in messages],
    )


def _alert(found: Alert) -> AlertOut:
    return AlertOut(**{name: getattr(found, name) for name in AlertOut.model_fields})
