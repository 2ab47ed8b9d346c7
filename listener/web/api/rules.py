"""`/api/v1/rules`: what each raised and whether that was useful; and one tried on what is stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from listener.actions import making
from listener.actions.actor import check
from listener.situation.ruled import Ruled, ruled
from listener.situation.tried import tried
from listener.web.api.holding import HELD, Application, Who
from listener.web.api.making import MOST, MadeOut, Name, shown
from listener.web.api.problems import answers
from listener.web.api.taking import taken, takes

routes = APIRouter()


class RuleOut(BaseModel):
    """A rule, and what it was worth."""

    name: str
    type: str
    scope: str
    severity: int
    origin: Literal["file", "page"]
    enabled: bool = Field(description="Whether it watches")
    fired_30_days: list[datetime]
    useful: float | None = Field(description="The part of its judged incidents that was useful, 0 to 1")
    useful_low: float | None
    useful_high: float | None


class SwitchIn(BaseModel):
    """Whether a rule watches."""

    model_config = ConfigDict(extra="forbid")

    enabled: bool


class BacktestIn(BaseModel):
    """A rule to be tried."""

    model_config = ConfigDict(extra="forbid")

    table: dict[str, Any] = Field(max_length=MOST, description="As TOML has it")
    days: Literal[7, 30, 90] = 30
    instead_of: str = Field("", max_length=200, description="Name of one made on a page that it would replace")


class TriedOut(BaseModel):
    """When it would have fired."""

    words: str
    firings: list[datetime]
    since: datetime
    until: datetime
    by_day: list[int] = Field(description="What it counts, day by day")
    usual: list[tuple[float, float] | None] = Field(description="Of each day, where it is known")
    as_set_now: int | None = Field(description="How often the one that it would replace would have")


@routes.get("/rules", responses=answers(), dependencies=[HELD])
async def every(app: Application) -> list[RuleOut]:
    """All rules, the gravest first."""
    return [_rule(each) for each in await app.read(ruled, app.store, app.config, app.clock.now())]


@routes.post("/rules/backtest", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(BacktestIn))
async def backtest(app: Application, actor: Who, request: Request) -> TriedOut:
    """Try a rule on what is stored; nothing is kept and nobody is told. It needs the role manager."""
    wanted = await taken(request, BacktestIn)
    check(actor, "rules")
    drafted = await making.draft(app, "rules", wanted.table, actor, instead_of=wanted.instead_of)
    rule = next(each for each in drafted.whole.rules if each.name == drafted.made.name)
    present = next((each for each in app.config.rules if each.name == wanted.instead_of), None)
    found = await app.read(tried, app.store, rule, present, wanted.days, app.clock.now())
    return TriedOut(
        words=found.words,
        firings=[each.at for each in found.found.firings],
        since=found.volume.start,
        until=found.volume.end,
        by_day=list(found.volume.counts),
        usual=list(found.volume.usual),
        as_set_now=found.was,
    )


@routes.put("/rules/{name:path}", responses=answers(400, 408, 409, 413, 422), openapi_extra=takes(SwitchIn))
async def switch(app: Application, actor: Who, name: Name, request: Request) -> MadeOut:
    """Switch a rule off that was made on a page, or on again, from now on; what the file defines is changed there. It
    needs the role manager."""
    wanted = await taken(request, SwitchIn)
    return shown(await making.switch(app, name, actor, on=wanted.enabled))


def _rule(found: Ruled) -> RuleOut:
    share = found.judged.share
    return RuleOut(
        name=found.rule.name,
        type=found.type,
        scope=found.rule.scope,
        severity=found.rule.severity,
        origin="page" if found.made else "file",
        enabled=found.rule.enabled,
        fired_30_days=[at for at, _ in found.fired],
        useful=share,
        useful_low=found.judged.low if share is not None else None,
        useful_high=found.judged.high if share is not None else None,
    )
