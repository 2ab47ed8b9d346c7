"""`/api/v1/incidents/ID/crisis`: the record of a crisis, and everything that leads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response as Answer

from listener.actions import debriefing
from listener.actions.leading import LONGEST_STATEMENT, STEPS, lead
from listener.config.reports import Format
from listener.crisis.debrief import debrief
from listener.crisis.debrief_text import values
from listener.web.api.holding import HELD, Application, Id, Who
from listener.web.api.problems import answers
from listener.web.api.reports import FILES
from listener.web.api.taking import taken, takes
from listener.web.security.headers import saved
from listener.web.views.reports import MEDIA
from rules.response.statements import mark
from storage.records import Response

routes = APIRouter()


class StepIn(BaseModel):
    """A step, as the form of the page writes it: `duty` with `duty` and `to`, `phase` with `phase` and `text`."""

    model_config = ConfigDict(extra="forbid")

    action: str = Field(max_length=80, description=", ".join((*STEPS, "ask", "report")))
    fields: dict[str, str] = Field(default_factory=dict, max_length=80, description="What the step needs")


class CrisisOut(BaseModel):
    """How a crisis stands."""

    incident: int
    severity: int
    phase: str
    declared_at: datetime
    declared_by: str
    playbook: str | None
    duties: dict[str, str] = Field(description="Duty → person")
    tasks: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    updates: list[dict[str, Any]]
    next_update_at: datetime | None
    paused: bool
    resolved_at: datetime | None
    closed_at: datetime | None


@routes.get("/incidents/{id}/crisis", responses=answers(422), dependencies=[HELD])
async def crisis(app: Application, id: Id) -> CrisisOut:
    """The record of the incident's crisis."""
    found = await app.read(app.store.response, id)
    if found is None:
        raise HTTPException(404, f"there is no crisis of an incident {id}")
    return _out(found)


@routes.get("/incidents/{id}/debrief", responses=answers(422), dependencies=[HELD])
async def evaluation(app: Application, id: Id) -> dict[str, Any]:
    """How long it took to see, take, answer and recover; what drove it, what was missed, what must change."""
    stored = await app.read(app.store.incident_by_id, id)
    response = await app.read(app.store.response, id)
    if stored is None or response is None:
        raise HTTPException(404, f"there is no crisis of an incident {id}")
    return values(await app.read(debrief, app.store, app.config, response, stored, app.clock.now()))


@routes.get("/incidents/{id}/debrief/report.{format}", responses={**answers(409, 422), **FILES}, response_class=Answer)
async def report(app: Application, actor: Who, id: Id, format: Format) -> Answer:
    """The report of a crisis that is over, as a file; it needs the role manager. `report` is also a step of the crisis:
    with the fields `tell:person:Mia` and `as:pdf` it is sent."""
    if await app.read(app.store.response, id) is None:
        raise HTTPException(404, f"there is no crisis of an incident {id}")
    name, content = await debriefing.file(app, id, format, actor)
    return Answer(content, media_type=MEDIA[format], headers=saved(name))


@routes.post("/incidents/{id}/crisis", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(StepIn))
async def step(app: Application, actor: Who, id: Id, request: Request) -> CrisisOut:
    """Declare a crisis, or take a step of it, in the token's name. 409: somebody else was first."""
    wanted = await taken(request, StepIn)
    if await app.read(app.store.incident_by_id, id) is None:
        raise HTTPException(404, f"there is no incident {id}")
    fields = {name[:200]: text[:LONGEST_STATEMENT] for name, text in wanted.fields.items()}
    return _out(await lead(app, id, wanted.action, fields, actor))


def _out(found: Response) -> CrisisOut:
    return CrisisOut(
        incident=found.incident_id,
        tasks=[{"text": each.text, "owner": each.owner, "done_by": each.done_by} for each in found.tasks],
        statements=[
            {
                "name": each.name,
                "text": each.text,
                "mark": mark(each.text),
                "drafted_by": each.drafted_by,
                "asked": dict(each.asked),
                "approved_by": each.approved_by,
            }
            for each in found.statements
        ],
        updates=[{"at": each.at, "who": each.who, "text": each.text} for each in found.updates],
        duties=dict(found.duties),
        **{
            name: getattr(found, name)
            for name in (
                "severity", "phase", "declared_at", "declared_by", "playbook", "next_update_at", "paused",
                "resolved_at", "closed_at",
            )
        },
    )  # fmt: skip
