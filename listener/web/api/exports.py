"""`/api/v1/exports`: files of many mentions, written beside everything else."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from listener.actions import exporting
from listener.actions.actor import may
from listener.explore.place import LONGEST, Place
from listener.explore.shelf import place
from listener.explore.written import MEDIA, Format
from listener.web.api.holding import Application, Id, Who
from listener.web.api.problems import answers
from listener.web.api.taking import taken, takes
from listener.web.exploring import Exploring
from storage.records import Actor, Export, ExportStatus

routes = APIRouter()


class ExportIn(BaseModel):
    """What is asked for, in the words of `/explore`."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field("", max_length=LONGEST)
    brand: str = Field("", max_length=200)
    since: str = Field("7d", max_length=40)
    until: str = Field("", max_length=40)
    format: Format = "ndjson"


class ExportOut(BaseModel):
    """How far it is; `file` is where it can be fetched once it is done."""

    id: int
    status: ExportStatus
    asked: dict[str, str]
    format: str
    who: str
    asked_at: datetime
    done: int
    total: int
    note: str
    size: int
    until: datetime | None
    file: str | None


@routes.post("/exports", status_code=201, responses=answers(400, 413, 422), openapi_extra=takes(ExportIn))
async def begin(app: Application, actor: Who, request: Request) -> ExportOut:
    """Have one written; three of one token are under way at most."""
    wanted = await taken(request, ExportIn)
    exploring: Exploring = request.app.state.exploring
    place = Place(q=wanted.q, brand=wanted.brand, since=wanted.since, until=wanted.until)
    exploring.understood(place)
    return _out(await exporting.begin(app, place.fields(), wanted.format, actor))


@routes.get("/exports", responses=answers())
async def every(app: Application, actor: Who) -> list[ExportOut]:
    """One's own; a manager sees all. The newest first."""
    found = await app.read(app.store.exports)
    return [_out(each) for each in found if each.who == actor.name or may(actor, "reports")]


@routes.get("/exports/{id}", responses=answers())
async def one(app: Application, actor: Who, id: Id) -> ExportOut:
    """How far it is."""
    return _out(await _own(app, id, actor))


@routes.get("/exports/{id}/file", responses=answers(409), response_class=FileResponse)
async def file(app: Application, actor: Who, id: Id) -> Response:
    """What was written."""
    found = await _own(app, id, actor)
    path = place(app.config.store, found)
    if found.status != "done" or not path.exists():
        raise HTTPException(409, f"export {id} is {found.status}: there is no file of it")
    return FileResponse(path, media_type=MEDIA[found.format], filename=path.name)


@routes.delete("/exports/{id}", status_code=204, responses=answers())
async def remove(app: Application, actor: Who, id: Id) -> None:
    """Take its file away; one that is under way is called off."""
    await _own(app, id, actor)
    await exporting.remove(app, id, actor)


async def _own(app: Application, id: int, actor: Actor) -> Export:
    if await app.read(app.store.export_of, id) is None:
        raise HTTPException(404, f"there is no export {id} any more")
    return await exporting.own(app, id, actor)


def _out(found: Export) -> ExportOut:
    file = f"/api/v1/exports/{found.id}/file" if found.status == "done" else None
    shown = {name: getattr(found, name) for name in ExportOut.model_fields if name not in ("file", "asked")}
    return ExportOut(**shown, asked=dict(found.asked), file=file)
