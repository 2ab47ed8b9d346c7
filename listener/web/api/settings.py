"""`/api/v1` of the settings: tokens, addresses that were given out, the audit trail, this machine.

Tokens and links that let people in are made by people alone: what runs with one cannot give itself another.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from listener.actions import backing_up, outbox, shares, tokens
from listener.actions.actor import check
from listener.people.links import homes
from listener.status import status
from listener.web.api.holding import Application, Cursor, Id, Limit, Who, before
from listener.web.api.problems import answers
from listener.web.api.shapes import Slice
from listener.web.api.taking import taken, takes
from listener.web.sharing import shown
from listener.wording.text import one_line
from storage.records import Delivery, Share, ShareKind

routes = APIRouter()


class TokenOut(BaseModel):
    """What a program comes in with; never the token itself."""

    name: str
    role: str
    made_by: str
    made_at: datetime
    ends_at: datetime


class ShareIn(BaseModel):
    """What an address shall show."""

    model_config = ConfigDict(extra="forbid")

    kind: ShareKind
    name: str = Field(min_length=1, max_length=80)
    shows: dict[str, str] = Field(
        default_factory=dict,
        max_length=20,
        description="chart: brand, chart, span; feed: q and brand, or of=inbox with the filters of the page; calendar: "
        "person and rotation, or all turns on call",
    )


class ShareOut(BaseModel):
    """An address that was given out."""

    id: int
    kind: str
    name: str
    shows: dict[str, str]
    made_by: str
    made_at: datetime


class ShareMade(ShareOut):
    """The same, with the address, which nobody can see again."""

    addresses: list[str]


class EntryOut(BaseModel):
    """Who did what."""

    number: int
    at: datetime
    who: str
    role: str | None
    via: str | None
    address: str | None
    what: str
    about: str
    id: int | None


class WaitingOut(BaseModel):
    """A message that waits, or could not be delivered."""

    id: int
    incident_id: int | None
    title: str
    kind: str
    target: str
    person: str | None
    at: datetime = Field(description="When it was written")
    tries: int
    next_try_at: datetime | None = Field(description="Null where it is not tried again")
    error: str | None


class StatusOut(BaseModel):
    """How the service on this machine is doing."""

    healthy: bool
    troubles: list[str] = Field(description="The gravest first, in words")
    totals: dict[str, int]


class BackupOut(BaseModel):
    """A copy of the store."""

    name: str
    at: datetime
    size: int = Field(description="In bytes")


class BackupsOut(BaseModel):
    """All that lie there, the newest first."""

    copies: list[BackupOut]
    writing: str | None = Field(description="How far the one is that is being written; null: none is")
    failed: str | None = Field(description="Why the last one was not written; null: it was")


@routes.get("/tokens", responses=answers())
async def every_token(app: Application, actor: Who) -> list[TokenOut]:
    """All that there are; it needs the role administrator."""
    check(actor, "tokens")
    found = await app.read(app.store.tokens)
    return [TokenOut(**{name: getattr(each, name) for name in TokenOut.model_fields}) for each in found]


@routes.delete("/tokens/{name:path}", status_code=204, responses=answers(422))
async def end_token(app: Application, actor: Who, name: Annotated[str, Path(min_length=1, max_length=200)]) -> None:
    """End one, by its name or number."""
    await tokens.end(app, name, actor)


@routes.get("/shares", responses=answers())
async def every_share(app: Application, actor: Who) -> list[ShareOut]:
    """Addresses that were given out; it needs the role manager."""
    check(actor, "shares")
    return [ShareOut(**_share(each)) for each in await app.read(app.store.shares)]


@routes.post("/shares", responses=answers(400, 408, 413, 422), openapi_extra=takes(ShareIn))
async def give_out(app: Application, actor: Who, request: Request) -> ShareMade:
    """Give an address out; it is told once."""
    wanted = await taken(request, ShareIn)
    shows = shown(app.config, wanted.kind, wanted.shows, actor.name)
    path, made = await shares.add(app, wanted.kind, wanted.name, shows, actor)
    return ShareMade(**_share(made), addresses=[home + path for home in homes(app.config)])


@routes.delete("/shares/{id}", status_code=204, responses=answers(422))
async def withdraw(app: Application, actor: Who, id: Id) -> None:
    """It shows nothing any more."""
    await shares.withdraw(app, id, actor)


@routes.get("/messages", responses=answers())
async def messages(app: Application, actor: Who) -> list[WaitingOut]:
    """Those that wait, then those that could not be delivered, newest first; it needs the role responder."""
    check(actor, "outbox")
    return [_waiting(each) for each in await app.read(outbox.open_ended, app)]


@routes.delete("/messages/{id}", status_code=204, responses=answers(422))
async def end_message(app: Application, actor: Who, id: Id, reason: Annotated[str, Query(max_length=500)] = "") -> None:
    """End one: what waits is not sent, what failed counts as seen."""
    await outbox.end(app, id, one_line(reason, 500), actor)


@routes.get("/audit", responses=answers(422))
async def audit(app: Application, actor: Who, cursor: Cursor = "", limit: Limit = 50) -> Slice[EntryOut]:
    """Who did what, when, from where; newest first. It needs the role administrator."""
    check(actor, "settings")
    found = await app.read(app.store.audit_page, before(cursor), limit)
    names = [name for name in EntryOut.model_fields if name != "number"]
    items = [EntryOut(number=number, **{name: getattr(each, name) for name in names}) for number, each in found]
    return Slice(items=items, next=str(items[-1].number) if len(items) == limit else None)


@routes.get("/status", responses=answers())
async def machine(app: Application, actor: Who) -> StatusOut:
    """The judgement of /health, and what it rests on. It needs the role administrator."""
    check(actor, "settings")
    found = await app.read(status, app.store, app.config, app.clock.now(), app.sign_of_life())
    return StatusOut(healthy=found.healthy, troubles=[each.what for each in found.troubles], totals=dict(found.totals))


@routes.get("/backups", responses=answers())
async def backups(app: Application, actor: Who) -> BackupsOut:
    """Copies of the store that lie in the folder of the configuration. It needs the role administrator."""
    check(actor, "settings")
    return await _backups(app)


@routes.post("/backups", status_code=202, responses=answers(409, 422))
async def back_up(app: Application, actor: Who) -> BackupsOut:
    """Have one written, beside everything else; ask again how far it is. 409: one is being written already."""
    await backing_up.ask(app, actor)
    return await _backups(app)


async def _backups(app: Application) -> BackupsOut:
    found = await asyncio.to_thread(backing_up.copies, app)
    return BackupsOut(
        copies=[BackupOut(name=each.name, at=each.at, size=each.size) for each in found],
        writing=app.copying.said if app.copying.by else None,
        failed=app.copying.failed or None,
    )


def _waiting(found: Delivery) -> WaitingOut:
    told = found.notice
    return WaitingOut(
        id=found.id or 0,
        incident_id=told.incident_id,
        title=told.title,
        kind=told.kind,
        target=found.target,
        person=found.person,
        at=told.created_at,
        tries=found.attempt,
        next_try_at=None if found.permanent else found.next_try_at,
        error=found.error,
    )


def _share(found: Share) -> dict[str, Any]:
    if found.id is None:
        raise HTTPException(422, "it was not kept")
    return {name: getattr(found, name) for name in ("id", "kind", "name", "made_by", "made_at")} | {
        "shows": dict(found.shows)
    }
