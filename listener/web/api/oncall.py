"""`/api/v1/oncall` and `/routes`: who now, who next, and who would be told of an alert, and why."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from listener.situation.duty import WEEK, Shift, answer, desk, heard, labels_of, monday
from listener.web.api.holding import HELD, Application
from listener.web.api.problems import answers
from listener.wording.moments import parse

routes = APIRouter()
Given = Annotated[str, Query(max_length=200)]


class ShiftOut(BaseModel):
    """A stretch in which one person is on call."""

    person: str
    since: datetime
    until: datetime
    stands_in: bool = Field(description="By an exception to the rotation")


class DeskOut(BaseModel):
    """One rotation."""

    rotation: str
    now: ShiftOut
    next: ShiftOut | None
    week: list[ShiftOut]


class ToldOut(BaseModel):
    """A route that takes the alert."""

    route: str
    because: str
    lines: list[str] = Field(description="Who is meant at that moment, and how they are reached")


class AnswerOut(BaseModel):
    """What would become of an alert; nobody is told by asking."""

    sentence: str
    silence: str = Field(description="What holds it back; empty: nothing")
    told: list[ToldOut]
    heard_by: list[str] | None = Field(description="Queries that hear the `words`; null: no post was asked about")


@routes.get("/oncall", responses=answers(), dependencies=[HELD])
async def oncall(app: Application) -> list[DeskOut]:
    """Each rotation with whoever has it now and next, and the turns of this week."""
    config, now = app.config, app.clock.now()
    start = monday(now, config.zone)
    desks = [desk(each, config.zone, start, monday(start + WEEK * 1.5, config.zone), now) for each in config.rotations]
    return [
        DeskOut(
            rotation=each.name,
            now=_shift(each.now),
            next=_shift(each.next) if each.next else None,
            week=[_shift(one) for one in each.shifts],
        )
        for each in desks
    ]


@routes.get("/routes", responses=answers(422), dependencies=[HELD])
async def who_would_be_told(
    app: Application,
    rule: Given = "",
    brand: Given = "",
    query: Given = "",
    severity: Literal["", "1", "2", "3"] = "",
    words: Annotated[str, Query(max_length=1000, description="Of a post: who would be told of an alert about it")] = "",
    source: Annotated[str, Query(max_length=200, description="Name of the source that brought the post")] = "",
    at: Annotated[str, Query(max_length=100, description="A moment; left out: now")] = "",
) -> AnswerOut:
    """Who would be told and paged of such an alert, and why."""
    config, now = app.config, app.clock.now()
    try:
        moment = parse(at, now=now, zone=config.zone) if at else now
    except ValueError as error:
        raise HTTPException(422, f"at: {error}") from None
    silences = await app.read(app.store.silences, now)
    of_post = await asyncio.to_thread(heard, app.matcher, words, source) if words else None
    found = answer(config, silences, labels_of(config, rule, brand, severity, query, of_post), moment)
    return AnswerOut(
        sentence=found.sentence,
        silence=found.silence,
        told=[ToldOut(route=each.route.name, because=each.because, lines=list(each.lines)) for each in found.told],
        heard_by=None if of_post is None else [each.query for each in of_post],
    )


def _shift(found: Shift) -> ShiftOut:
    return ShiftOut(person=found.person, since=found.since, until=found.until, stands_in=found.override)
