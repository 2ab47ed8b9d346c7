"""`/api/v1/brands`: figures, from the same functions as pages and mails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException

from listener.app import App
from listener.brands.asked import Asked, Unreadable, asked
from listener.brands.figures import Whole, whole
from listener.brands.lately import Lately
from listener.metrics.base import Value
from listener.metrics.catalogue import catalogue
from listener.reports.record import Record
from listener.situation.brands import BrandDay, brand_days
from listener.web.api.holding import HELD, Application
from listener.web.api.problems import answers
from listener.web.api.shapes import BrandOut, FigureNow, FigureOut, FiguresOut

routes = APIRouter()


@routes.get("/brands", responses=answers(), dependencies=[HELD])
async def brands(app: Application) -> list[BrandOut]:
    """Every brand's last 24 hours beside what is usual, and its net sentiment beside the day before."""
    return [_brand(each) for each in await app.read(_days, app)]


Moment = Annotated[str, Query(max_length=100, description='"2026-03-01T08:00Z", "7d" for so long ago')]


@routes.get("/brands/{name:path}/figures", responses=answers(422), dependencies=[HELD])
async def figures_of(
    app: Application,
    name: Annotated[str, Path(max_length=200)],
    since: Moment = "",
    until: Moment = "",
) -> FiguresOut:
    """Everything that is counted of a brand over a period, beside the period before; without one the last 7 days."""
    if all(brand.name != name for brand in app.config.brands):
        raise HTTPException(404, "there is no brand of that name")
    try:
        period = asked({"since": since, "until": until}, app.clock.now(), ZoneInfo("UTC"))
    except Unreadable as error:
        raise HTTPException(422, f"{error}") from None
    found = await app.read(whole, app.explored, app.counted, app.config, [name], period)
    return _figures(found[name], period)


def _figures(found: Whole, period: Asked) -> FiguresOut:
    units = {metric.name: metric.unit for metric in catalogue()}
    return FiguresOut(
        brand=found.brand.name,
        since=period.period.since,
        until=period.period.until,
        before_since=period.before.since,
        not_heard=found.course.unheard.value or 0.0,
        figures=[
            *(_figure_now(each.now, units, each.before) for each in found.every()),
            *(_figure_now(each, units) for each in found.alone()),
        ],
    )


def _figure_now(now: Record, units: Mapping[str, str], before: Record | None = None) -> FigureNow:
    return FigureNow(
        metric=now.metric,
        part=now.part,
        unit=units[now.metric],
        before=_number(before) if before else None,
        **_number(now).model_dump(),
    )


def _number(found: Record) -> FigureOut:
    return FigureOut(value=found.value, low=found.low, high=found.high, n=found.n, unknown=found.unknown)


def _days(app: App) -> list[BrandDay]:
    return brand_days(app.counted, Lately(app.explored, app.store).nets, app.config.brands, app.clock.now())


def _brand(found: BrandDay) -> BrandOut:
    low, high = found.day.usual or (None, None)
    return BrandOut(
        name=found.name,
        role=found.role,
        mentions=found.day.seen,
        usual_low=low,
        usual_high=high,
        net_sentiment=_figure(found.net),
        net_sentiment_before=_figure(found.before),
    )


def _figure(found: Value) -> FigureOut:
    return FigureOut(value=found.value, low=found.low, high=found.high, n=found.n, unknown=found.unknown)
