"""`/api/v1/explore`: how many mentions satisfy an expression, when they were said, what they say, and which they are;
from the functions of the page, in the words of its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from listener.actions import viewing
from listener.app import App
from listener.explore.copy import State
from listener.explore.hits import Page
from listener.explore.place import LONGEST, USUAL, Place
from listener.explore.question import Read
from listener.exports.ndjson import row
from listener.exports.terms import Terms
from listener.situation.explored import Explored
from listener.web.api.holding import HELD, Application, Limit, Who
from listener.web.api.problems import answers
from listener.web.api.shapes import BarOut, CountOut, ExploredOut, MentionFound, Slice, ValueOut
from listener.web.api.taking import taken, takes
from listener.web.exploring import Exploring
from storage.records import SavedView

routes = APIRouter()
UTC = ZoneInfo("UTC")
PATIENCE = 10.0
"""Seconds for which a program waits until everything has been read in."""
Words = Annotated[str, Query(max_length=LONGEST, description="In the language of the queries; left out: all mentions")]
Time = Annotated[str, Query(max_length=40, description='A moment in ISO 8601, or how long before `until`, as "7d"')]
After = Annotated[str, Query(max_length=40, description="`next` of the slice before")]


def _place(
    q: Words = "",
    since: Time = "7d",
    until: Time = "",
    brand: Annotated[str, Query(max_length=200)] = "",
    sort: Literal["newest", "spread"] = "newest",
    cursor: After = "",
) -> Place:
    return Place(q=q, since=since, until=until, brand=brand, sort=sort, after=cursor)


Asked = Annotated[Place, Depends(_place)]


@routes.get("/explore", responses=answers(422), dependencies=[HELD])
async def explore(app: Application, request: Request, place: Asked, limit: Limit = 50) -> ExploredOut:
    """Mentions that satisfy an expression: their count, course and facets, and a slice of them."""
    exploring: Exploring = request.app.state.exploring
    asked, state = await _understood(exploring, place)
    with _cursors():
        found = await exploring.explored(state, asked, place, limit)
    return _out(found, await _terms(app))


@routes.get("/explore/mentions", responses=answers(422), dependencies=[HELD])
async def mentions(app: Application, request: Request, place: Asked, limit: Limit = 50) -> Slice[MentionFound]:
    """A slice of the mentions that satisfy an expression, sooner than with everything that is counted of all."""
    exploring: Exploring = request.app.state.exploring
    asked, state = await _understood(exploring, place)
    with _cursors():
        found = await exploring.first(state, asked, place, limit)
    return Slice(items=_items(found, await _terms(app)), next=found.next or None)


async def _understood(exploring: Exploring, place: Place) -> tuple[Read, State]:
    """What is asked, and the copy that answers it."""
    asked = exploring.understood(place, UTC)
    state = await exploring.answering(asked, PATIENCE)
    if state is None:
        what = f"what is stored is being read in, {exploring.read_in:,} mentions so far; ask again in a minute"
        raise HTTPException(503, what, {"Retry-After": "20"})
    return asked, state


@contextmanager
def _cursors() -> Iterator[None]:
    """A place in the order that no slice gave is refused."""
    try:
        yield
    except ValueError as error:
        raise HTTPException(422, f"cursor: {error}") from None


async def _terms(app: App) -> Terms:
    return await app.read(Terms.known, app.store, app.config.sources)


class ViewAsked(BaseModel):
    """What is kept under a name, in the words of `/explore`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=viewing.LONGEST)
    q: str = Field("", max_length=LONGEST)
    brand: str = Field("", max_length=200)
    since: str = Field("7d", max_length=40)
    until: str = Field("", max_length=40)
    sort: Literal["newest", "spread"] = "newest"


class ViewIn(ViewAsked):
    """The same, to be kept."""

    replace: bool = Field(default=False, description="In the place of the view of that name, where there is one")


class ViewOut(ViewAsked):
    """The same as it is kept."""

    saved_at: datetime


@routes.get("/explore/views", responses=answers())
async def views(app: Application, actor: Who) -> list[ViewOut]:
    """Questions that are kept, one's own, by name."""
    return [_view(each) for each in await app.read(app.store.saved_views, actor.name)]


@routes.post("/explore/views", status_code=201, responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(ViewIn))
async def keep(app: Application, actor: Who, request: Request) -> ViewOut:
    """Keep a question. It has to be understood; a name that leads to another one is refused without `replace`."""
    wanted = await taken(request, ViewIn)
    exploring: Exploring = request.app.state.exploring
    place = Place(**wanted.model_dump(exclude={"name", "replace"}))
    exploring.understood(place, UTC)
    return _view(await viewing.keep(app, wanted.name, place, actor, replace=wanted.replace))


@routes.delete("/explore/views/{name:path}", status_code=204, responses=answers(422))
async def forget(app: Application, actor: Who, name: Annotated[str, Path(max_length=200)]) -> None:
    """Keep it no more."""
    if not await viewing.remove(app, name, actor):
        raise HTTPException(404, "there is no such view of yours")


def _view(found: SavedView) -> ViewOut:
    place = Place.of(dict(parse_qsl(found.asked)))
    asked = {name: getattr(place, name) for name in ViewAsked.model_fields if name != "name"}
    return ViewOut(**{**asked, "since": place.since or USUAL}, name=found.name, saved_at=found.saved_at)


def _out(found: Explored, terms: Terms) -> ExploredOut:
    return ExploredOut(
        since=found.question.since,
        until=found.question.until,
        count=CountOut(
            value=found.size.value,
            exact=found.size.exact,
            read=found.size.read,
            candidates=found.size.asked,
            matching=found.size.found,
        ),
        stories=found.stories,
        authors=found.authors,
        bar_seconds=int(found.volume.each.total_seconds()),
        series=_bars(found),
        facets={
            field: [ValueOut(value=each.value, label=each.label, count=each.count) for each in values]
            for field, values in found.facets.items()
        },
        items=_items(found.page, terms),
        next=found.page.next or None,
    )


def _items(found: Page, terms: Terms) -> list[MentionFound]:
    return [
        MentionFound.model_validate(row(terms.applied(each.stored)) | {"spans": list(each.spans)})
        for each in found.found
    ]


def _bars(found: Explored) -> list[BarOut]:
    bars = []
    for index, count in enumerate(found.volume.counts):
        low, high = found.volume.usual[index] or (None, None)
        tones = {tone: counts[index] for tone, counts in found.tones.items()}
        start = found.volume.start + found.volume.each * index
        bars.append(BarOut(start=start, mentions=count, usual_low=low, usual_high=high, **tones))
    return bars
