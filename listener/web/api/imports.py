"""`/api/v1/imports`: files with what was said before, looked at first, and read in beside everything else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from listener.actions import uploading
from listener.actions.actor import check
from listener.web.api.holding import Application, Id, Who
from listener.web.api.problems import answers
from listener.web.security.uploads import KIND, uploaded
from listener.web.views.importing import refused_of
from storage.errors import ListenerError
from storage.records import Upload, UploadStatus

routes = APIRouter()
_TEXT = {"type": "string", "maxLength": 400}
_SENT: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "64 MB at most"},
        "source": {**_TEXT, "description": "Name that the mentions are seen through"},
        "map": {**_TEXT, "description": "Which column is which: text=Kommentar,date=Datum"},
        "encoding": {**_TEXT, "description": "As cp1252; left out: found, refused in doubt"},
        "member": {**_TEXT, "description": "Of an archive of several files, the one to read"},
        "timezone": {**_TEXT, "description": "Zone of times that do not say theirs"},
        "date": {**_TEXT, "description": 'When rows without a date were said, or "now"'},
        "day_first": {"type": "string", "enum": ["", "day", "month"], "description": "How to read 03/04/2026"},
        "start": {
            "type": "string",
            "enum": ["", "true"],
            "description": "Read it in at once; 422 where nothing of it can be used, and nothing is kept then",
        },
    },
}
_TAKES: dict[str, Any] = {"requestBody": {"required": True, "content": {KIND: {"schema": _SENT}}}}


class FirstOut(BaseModel):
    """A mention as it would be stored."""

    at: datetime
    author: str
    text: str


class UploadOut(BaseModel):
    """A file, and what becomes of it; `refused_rows` is where the rows that were not used can be fetched."""

    id: int
    name: str
    size: int
    source: str
    sent_at: datetime
    who: str
    status: UploadStatus = Field(description="tried: looked at, and nothing is stored before it is started")
    form: str
    product: str
    columns: dict[str, str] = Field(description="Field -> header of the column that it is read from")
    unread: list[str]
    first: list[FirstOut]
    rows: int
    refused: int
    problems: list[str] = Field(description="The first of them")
    notes: list[str]
    done: int
    new: int
    known: int
    edited: int
    unmatched: int
    note: str
    refused_rows: str | None


@routes.post("/imports", status_code=201, responses=answers(400, 408, 409, 413, 422), openapi_extra=_TAKES)
async def send(app: Application, actor: Who, request: Request) -> UploadOut:
    """Send a file; it is looked at, and with `start` read in. It needs the role manager. 409: somebody removed it
    while it was looked at."""
    check(actor, "imports")
    async with uploaded(request, uploading.LARGEST) as sent:
        if sent.content is None:
            raise ListenerError('send a file ("file")')
        made = await uploading.receive(app, sent.content, sent.name, sent.fields, actor)
    if sent.fields.get("start") == "true":
        made = await uploading.begin_or_forget(app, made, actor)
    return _out(made)


@routes.get("/imports", responses=answers())
async def every(app: Application, actor: Who) -> list[UploadOut]:
    """What was sent in the last days, the newest first."""
    check(actor, "imports")
    return [_out(each) for each in await app.read(app.store.uploads)]


@routes.get("/imports/{id}", responses=answers())
async def one(app: Application, actor: Who, id: Id) -> UploadOut:
    """What it is, and how far it is."""
    return _out(await _found(app, actor, id))


@routes.post("/imports/{id}/start", responses=answers(409, 422))
async def start(app: Application, actor: Who, id: Id) -> UploadOut:
    """Read it in. 409: it is already."""
    await _found(app, actor, id)
    return _out(await uploading.begin(app, id, actor))


@routes.get("/imports/{id}/refused", responses=answers(), response_class=FileResponse)
async def refused(app: Application, actor: Who, id: Id) -> Response:
    """The rows that were not used, as a table to be mended and sent again."""
    return refused_of(app.config.store, await _found(app, actor, id))


@routes.delete("/imports/{id}", status_code=204, responses=answers())
async def remove(app: Application, actor: Who, id: Id) -> None:
    """Take the file away; one that is being read in is called off."""
    await _found(app, actor, id)
    await uploading.remove(app, id, actor)


async def _found(app: Application, actor: Who, id: int) -> Upload:
    check(actor, "imports")
    found = await app.read(app.store.upload, id)
    if found is None:
        raise HTTPException(404, f"there is no file {id} to be imported any more")
    return found


def _out(found: Upload) -> UploadOut:
    shown = {name: getattr(found, name) for name in UploadOut.model_fields if hasattr(found, name)}
    first = [FirstOut(at=at, author=author, text=text) for at, author, text in found.first]
    mend = f"/api/v1/imports/{found.id}/refused" if found.mend else None
    return UploadOut(**{**shown, "first": first, "who": found.by.name, "refused_rows": mend})
