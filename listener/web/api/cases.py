"""`/api/v1/cases`: what waits in the inbox, why it is there, and everything that is done with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from listener.actions.desk import pace
from listener.exports.cases import outline, times
from listener.exports.ndjson import row
from listener.exports.terms import Terms
from listener.situation.opened_case import opened_case
from listener.situation.queue import queue
from listener.web.api.holding import HELD, LARGEST, Application, Cursor, Id, Limit, Who, before
from listener.web.api.problems import answers
from listener.web.api.shapes import MentionOut, Slice
from listener.web.api.taking import taken, takes
from listener.web.casework import PICK, STEPS, work
from listener.web.inbox import Place
from storage.records import Case, StoredMention

routes = APIRouter()
ACTIONS = (*STEPS, "undo", "view", "unview")
Given = Annotated[str, Query(max_length=200)]


class CaseOut(BaseModel):
    """A mention as work for somebody."""

    model_config = ConfigDict(extra="allow")

    id: int
    status: Literal["new", "open", "on hold", "closed"]
    reason: str = Field(description="Why it is here")
    assignee: str | None
    team: str | None
    tags: list[str]
    brands: list[str]
    filed_at: datetime
    due_at: datetime | None = Field(description="When an answer was promised for")
    until: datetime | None = Field(description="Put off until then")
    mention: int
    draft: dict[str, Any] | None
    answers: list[dict[str, Any]]
    said: MentionOut | None = Field(None, description="Its first post; null: it was forgotten")


class CaseWhole(CaseOut):
    """The same with the conversation and what was done."""

    posts: list[MentionOut]
    notes: list[dict[str, Any]]
    history: list[dict[str, Any]]


class CaseActionIn(BaseModel):
    """What is wanted of cases, as the form of the page writes it."""

    model_config = ConfigDict(extra="forbid")

    action: str = Field(max_length=20, description=", ".join(ACTIONS))
    ids: list[Annotated[int, Field(ge=1, le=LARGEST)]] = Field(default_factory=list, max_length=60)
    fields: dict[str, str] = Field(
        default_factory=dict,
        max_length=20,
        description="assign: to (person:NAME, team:NAME); snooze: length or until; tag: add, remove; note, draft, "
        "approve: text; answered: url; correct: head, label; undo: act; view: name, replace; unview: name",
    )


class CaseDone(BaseModel):
    """What became of it."""

    said: str = Field(description="What could not be done; empty where all was")
    act: int | None = Field(description="What `undo` takes back, for ten minutes")


class ViewOut(BaseModel):
    """A list that somebody keeps."""

    name: str
    filters: dict[str, str]


@routes.get("/cases", responses=answers(422), dependencies=[HELD])
async def cases(
    app: Application,
    actor: Who,
    status: Literal["active", "new", "open", "on hold", "closed"] = "active",
    assignee: Annotated[str | None, Query(max_length=80, description="me: the token's; empty: nobody's")] = None,
    team: Given = "",
    brand: Given = "",
    tag: Given = "",
    rule: Given = "",
    only: Annotated[Literal["", "late", "due", "doubt", "vip", "approval"], Query(description="One sort")] = "",
    cursor: Cursor = "",
    limit: Limit = 50,
) -> Slice[CaseOut]:
    """What waits, the most urgent first."""
    given = {"status": status, "team": team, "brand": brand, "tag": tag, "rule": rule}
    place = Place.of(given | ({} if assignee is None else {"assignee": assignee}) | ({only: "1"} if only else {}))
    found = await app.read(queue, app, place.seen_by(actor.name), actor.name, app.clock.now(), before(cursor), limit)
    terms = await app.read(Terms.known, app.store, app.config.sources)
    items = [CaseOut.model_validate(_plain(each.case, each.lead, terms)) for each in found.rows]
    return Slice(items=items, next=str(items[-1].id) if found.more else None)


@routes.get("/cases/views", responses=answers(), dependencies=[HELD])
async def views(app: Application) -> list[ViewOut]:
    """The lists that are kept."""
    kept = await app.read(app.store.case_views)
    return [ViewOut(name=each.name, filters=Place(wanted=each.wanted).fields()) for each in kept]


@routes.get("/cases/pace", responses=answers(422), dependencies=[HELD])
async def how_fast(app: Application, days: Annotated[int, Query(ge=1, le=366)] = 30) -> dict[str, Any]:
    """How fast the inbox is worked, by brand and by person, and its targets; times in seconds."""
    now = app.clock.now()
    return times(await app.read(pace, app.store, app.config, now - timedelta(days=days), now), app.config.desk)


@routes.get("/cases/{id}", responses=answers(422), dependencies=[HELD])
async def case(app: Application, id: Id) -> CaseWhole:
    """One case with its conversation, its notes and its history."""
    stored = await app.read(app.store.case, id)
    if stored is None:
        raise HTTPException(404, f"there is no case {id}")
    found = await app.read(opened_case, app, stored)
    terms = await app.read(Terms.known, app.store, app.config.sources)
    return CaseWhole.model_validate(
        _plain(stored, found.lead, terms)
        | {
            "posts": [row(terms.applied(each.stored)) for each in found.posts],
            "notes": [{"at": each.at, "who": each.who, "text": each.what} for each in stored.notes],
            "history": [{"at": each.at, "who": each.who, "what": each.what} for each in stored.history],
        }
    )


@routes.post("/cases/actions", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(CaseActionIn))
async def act(app: Application, actor: Who, request: Request) -> CaseDone:
    """Do something with cases, in the token's name. 409: somebody else was first."""
    wanted = await taken(request, CaseActionIn)
    picked = {f"{PICK}{id}": "" for id in wanted.ids}
    done = await work(app, {**wanted.fields, **picked, "bulk": "1", "action": wanted.action}, actor)
    return CaseDone(said=done.said, act=done.act)


def _plain(found: Case, lead: StoredMention | None, terms: Terms) -> dict[str, Any]:
    return outline(found) | {"said": row(terms.applied(lead)) if lead else None}
