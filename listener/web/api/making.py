"""`/api/v1/made`: brands, queries, sources, rules and reports that are made beside the file; silences; people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from listener.actions import making, people, silences
from listener.people import directory
from listener.web.api.holding import HELD, Application, Id, Who
from listener.web.api.problems import answers
from listener.web.api.taking import taken, takes
from listener.wording import durations
from storage.errors import ListenerError
from storage.records import Made, MadeSection, Silence

routes = APIRouter()

Name = Annotated[str, Path(min_length=1, max_length=200)]
Section = Annotated[MadeSection, Path(description="As in the file")]
MOST = 60
"""Settings of one table."""


class TableIn(BaseModel):
    """A table of the configuration, as TOML has it; secrets as `env:NAME` alone."""

    model_config = ConfigDict(extra="forbid")

    table: dict[str, Any] = Field(max_length=MOST)


class MadeOut(BaseModel):
    """What was made."""

    section: MadeSection
    name: str
    table: dict[str, Any]
    by: str
    at: datetime


class SilenceIn(BaseModel):
    """What is held back, and for how long."""

    model_config = ConfigDict(extra="forbid")

    match: dict[Literal["brand", "rule", "severity", "query"], list[str]] = Field(min_length=1)
    length: str = Field(max_length=20, description="As 4h; at most 30d")
    reason: str = Field(min_length=1, max_length=500)
    really: bool = Field(default=False, description="Severity 1 too, for which people want to be woken")


class SilenceOut(BaseModel):
    """A silence that has not ended."""

    id: int
    match: dict[str, list[str]]
    who: str
    reason: str
    starts_at: datetime
    ends_at: datetime


class PersonIn(BaseModel):
    """Somebody new."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=80)
    mail: str | None = Field(None, max_length=320)
    role: Literal["observer", "responder", "manager", "administrator"] = "responder"


class PersonChange(BaseModel):
    """What shall be other; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    mail: str | None = Field(None, max_length=320)
    role: Literal["observer", "responder", "manager", "administrator"] | None = None


class PersonOut(BaseModel):
    """Somebody."""

    name: str
    role: str
    origin: Literal["file", "added"]


@routes.get("/made", responses=answers(), dependencies=[HELD])
async def made(app: Application) -> list[MadeOut]:
    """Everything that was made beside the file."""
    return [shown(each) for each in app.config.made]


@routes.post("/made/{section}", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(TableIn))
async def make(app: Application, actor: Who, section: Section, request: Request) -> MadeOut:
    """Make one; it is checked like the file's, and used at once."""
    wanted = await taken(request, TableIn)
    return shown(await making.add(app, section, wanted.table, actor))


@routes.put("/made/{section}/{name:path}", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(TableIn))
async def change(app: Application, actor: Who, section: Section, name: Name, request: Request) -> MadeOut:
    """Give it other settings; what the file defines is changed there."""
    wanted = await taken(request, TableIn)
    return shown(await making.change(app, section, name, wanted.table, actor))


@routes.delete("/made/{section}/{name:path}", status_code=204, responses=answers(409, 422))
async def remove(app: Application, actor: Who, section: Section, name: Name) -> None:
    """Take it away; what it has brought or raised stays."""
    await making.remove(app, section, name, actor)


@routes.get("/silences", responses=answers(), dependencies=[HELD])
async def silent(app: Application) -> list[SilenceOut]:
    """Those that have not ended."""
    return [_silence(each) for each in await app.read(app.store.silences, app.clock.now())]


@routes.post("/silences", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(SilenceIn))
async def silence(app: Application, actor: Who, request: Request) -> SilenceOut:
    """Hold alerts back from now on."""
    wanted, now = await taken(request, SilenceIn), app.clock.now()
    try:
        length = durations.parse(wanted.length)
        ends = now + length
    except (ValueError, OverflowError) as error:
        raise ListenerError(f"length: {error}") from None
    match: dict[str, tuple[str, ...]] = {str(label): tuple(values) for label, values in wanted.match.items()}
    asked = Silence(match=match, who=actor.name, reason=wanted.reason, starts_at=now, ends_at=ends)
    return _silence(await silences.begin(app, asked, actor, really=wanted.really))


@routes.delete("/silences/{id}", status_code=204, responses=answers(409, 422))
async def end(app: Application, actor: Who, id: Id) -> None:
    """End one before its time."""
    await silences.end(app, id, actor)


@routes.get("/people", responses=answers(), dependencies=[HELD])
async def everybody(app: Application) -> list[PersonOut]:
    """Who there is."""
    await app.meet()
    return [_person(app, each.name) for each in app.config.everybody]


@routes.post("/people", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(PersonIn))
async def add(app: Application, actor: Who, request: Request) -> PersonOut:
    """Somebody new; a link that lets them in is made on the page or with `listener people link`."""
    wanted = await taken(request, PersonIn)
    return _person(app, (await people.add(app, wanted.name, wanted.mail, wanted.role, actor)).name)


@routes.put("/people/{name:path}", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(PersonChange))
async def alter(app: Application, actor: Who, name: Name, request: Request) -> PersonOut:
    """Give somebody another role or address; whom the file names is changed there."""
    wanted = await taken(request, PersonChange)
    await people.change(app, name, actor, role=wanted.role, mail=wanted.mail)
    return _person(app, name)


@routes.delete("/sessions/{name:path}", status_code=204, responses=answers(422))
async def sign_out(app: Application, actor: Who, name: Name) -> None:
    """Sign somebody out, in every browser."""
    await people.sign_out(app, name, actor)


@routes.delete("/people/{name:path}", status_code=204, responses=answers(409, 422))
async def dismiss(app: Application, actor: Who, name: Name) -> None:
    """Take somebody out, at once and everywhere."""
    await people.remove(app, name, actor)


def shown(found: Made) -> MadeOut:
    """Of what was made."""
    return MadeOut(section=found.section, name=found.name, table=dict(found.table), by=found.by, at=found.at)


def _silence(found: Silence) -> SilenceOut:
    return SilenceOut(
        id=found.id or 0,
        match={label: list(values) for label, values in found.match.items()},
        who=found.who,
        reason=found.reason,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
    )


def _person(app: Application, name: str) -> PersonOut:
    person = next((each for each in app.config.everybody if each.name == name), None)
    if person is None:
        raise HTTPException(404, f"there is nobody named {name}")
    return PersonOut(name=person.name, role=person.role, origin=directory.origin(app.config, name))
