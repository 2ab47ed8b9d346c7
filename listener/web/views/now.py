"""`/`: does anything need me? What is open, how every brand stands, what is being told, what is not heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from listener.app import App
from listener.brands.lately import Lately
from listener.crisis.playbooks.variables import brand
from listener.health.blindness import HABIT
from listener.situation.annotated import Noted, noted
from listener.situation.blindness import Blind, blindness
from listener.situation.brands import DAY, BrandDay, brand_days
from listener.situation.opened import Opened, opened
from listener.situation.sentences import now_lead, now_title
from listener.situation.stories import SHOWN, TOLD, Story, with_words
from listener.situation.waits import Waits, waits
from listener.status import Condition, condition
from listener.web.charts.axis import axis
from listener.web.charts.bars import timebar
from listener.web.charts.spark import spark
from listener.web.charts.strip import strip
from listener.web.charts.whisker import whisker
from listener.web.drawing import Show
from listener.web.frame import Frame, frame
from listener.web.live.shared import Shared
from listener.web.posting import Forms
from listener.web.security.headers import FORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """All that the page shows."""

    condition: Condition
    opened: Sequence[Opened]
    brands: Sequence[BrandDay]
    stories: Sequence[Story]
    blind: tuple[Blind, ...]
    notes: Sequence[Noted]
    waits: Waits


class NowView:
    """The first page."""

    def __init__(self, app: App, show: Show, forms: Forms) -> None:
        self._app, self._show, self._forms, self._shared = app, show, forms, Shared(app)

    async def look(self, request: Request) -> Response:
        """The page."""
        now = self._app.clock.now()
        around = await frame(self._app, request, "now", now)
        found = await self._shared.read("now", _survey, self._app, around, now)
        return self._show(
            "now.html",
            headers=FORM,
            now=now,
            frame=around,
            title=now_title(around.incidents),
            lead=now_lead(around.incidents, found.brands),
            found=found,
            start=now - DAY,
            draw=_Charts(found, now, self._app.config.zone),
            brand_of=partial(brand, self._app.config),
            tokens=self._forms.tokens(request, (one.incident for one in found.opened if around.acts)),
        )


class _Charts:
    """The little pictures of the page."""

    def __init__(self, found: Survey, now: datetime, zone: ZoneInfo) -> None:
        self._blind, self._notes, self._now, self._zone = found.blind, found.notes, now, zone

    def axis(self, day: BrandDay) -> Markup:
        return axis(day.course, self._zone)

    def brand(self, day: BrandDay) -> Markup:
        notes = tuple(each for each in self._notes if each.annotation.brand in (None, day.name))
        return spark(day.course, self._blind, notes=notes)

    def net(self, day: BrandDay) -> Markup:
        return whisker(day.net, day.before)

    def incident(self, one: Opened, height: int) -> Markup:
        if one.course is None:
            return Markup("")
        return spark(one.course, self._blind, name="open" if one.needs else "", height=height)

    def coverage(self, start: datetime) -> Markup:
        return strip(self._blind, start, self._now)

    def wait(self, until: datetime, whole: timedelta, *, calm: bool = True) -> Markup:
        return timebar((until - self._now) / whole if whole else 0, calm=calm)


def _survey(app: App, around: Frame, now: datetime) -> Survey:
    config, store, lately = app.config, app.counted, Lately(app.explored, app.store)
    read = {state.name for state in around.states if state.last_success_at}  # one that never was is not missed
    known = store.outages(now - HABIT)
    outages = [each for each in known if each.source in read and (each.until is None or each.until > now - DAY)]
    return Survey(
        condition=condition(store, config, now, app.sign_of_life(), sources=around.states, outages=known),
        opened=opened(store, config, around.incidents, now),
        brands=brand_days(store, lately.nets, config.brands, now),
        stories=with_words(store, lately.told(now - DAY, now, least=TOLD, limit=SHOWN)),
        blind=blindness(outages, now - DAY, now),
        notes=noted(store, now - DAY, now, None),
        waits=waits(store, now),
    )
