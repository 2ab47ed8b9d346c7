"""`/api/v1/brands`: figures, from the same functions as pages and mails."""

from __future__ import annotations

from fastapi import APIRouter

from listener.app import App
from listener.metrics.base import Value
from listener.situation.brands import BrandDay, brand_days
from listener.web.api.holding import HELD, Application
from listener.web.api.problems import answers
from listener.web.api.shapes import BrandOut, FigureOut

routes = APIRouter()


@routes.get("/brands", responses=answers(), dependencies=[HELD])
async def brands(app: Application) -> list[BrandOut]:
    """Every brand's last 24 hours beside what is usual, and its net sentiment beside the day before."""
    return [_brand(each) for each in await app.read(_days, app)]


def _days(app: App) -> list[BrandDay]:
    return brand_days(app.store, app.config.brands, app.clock.now())


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
