"""`/incidents`: what is open, who has it, how the others ended; drills apart, and a form that starts one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import drills
from listener.actions.actor import Denied
from listener.actions.commands import Unclear
from listener.actions.opening import open_by_hand
from listener.app import App
from listener.crisis.playbooks import files
from listener.explore.written import MEDIA
from listener.exports.listing import FORMATS
from listener.metrics.response_times import median
from listener.situation.listed import Listed, Verdicts, listed, verdicts
from listener.situation.needs import needs_person
from listener.situation.sentences import incidents_lead, incidents_title, past_lead
from listener.situation.taken_along import LISTINGS
from listener.web.acting import remember
from listener.web.charts.spark import spark
from listener.web.charts.ticks import ticks
from listener.web.doing import named
from listener.web.drawing import Show
from listener.web.frame import Frame, frame
from listener.web.listing import VIEWS, Place, as_file
from listener.web.live.shared import Shared
from listener.web.posting import Forms, Given
from listener.web.refusal import Refusal
from listener.web.security.headers import FORM, saved
from listener.web.security.visitor import Visitor, visitor
from listener.wording.figures import counted
from listener.wording.text import one_line, sentence
from storage.errors import ListenerError
from storage.records import Incident, IncidentTally
from storage.records import Response as Crisis

PAGE = 50
MOST_DUE = 200
"""Debriefs that are due and shown."""
MOST_BRANDS = 6
"""So many stand side by side, the rest behind one more."""
MONTH = timedelta(days=30)
PLAN, AGREED, BY_HAND = "plan", "start", "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What one look at the list shows.

    Attributes:
        tallies: How many there are, of each brand and in all.
        older: The last number, where there are more; None where there are not.
        due: Those whose debrief is due.
        crises: The records of those that are shown and were declared a crisis.
    """

    open: Sequence[Listed]
    past: Sequence[Listed]
    tallies: Mapping[str | None, IncidentTally]
    judged: Verdicts
    older: int | None
    due: Sequence[Incident]
    crises: Mapping[int, Crisis]


class IncidentsView:
    """The list."""

    def __init__(self, app: App, show: Show, forms: Forms) -> None:
        self._app, self._show, self._forms, self._shared = app, show, forms, Shared(app)

    async def look(self, request: Request) -> Response:
        """The page."""
        return await self._drawn(request)

    async def act(self, request: Request) -> Response:
        """A drill is wanted: first what it will do is shown, and only then it is started. Or one is opened by hand."""
        fields = await self._forms.fields(request)
        try:
            if fields.get("action") == BY_HAND:
                return await self._opened(fields, visitor(request))
            plan = await self._plan(fields, visitor(request))
            if fields.get("action") != AGREED:
                return await self._drawn(request, fields=fields, plan=drills.explained(plan, self._app.config))
            begun = await drills.start(self._app, plan)
        except Denied as error:
            raise Refusal(403, "This is not yours to do", sentence(error)) from None
        except Unclear as error:
            return await self._drawn(request, fields=fields, said=f"Nothing was done: {error}.", status_code=422)
        except ListenerError as error:
            return await self._drawn(request, fields=fields, said=f"Nothing was done: {error}.", status_code=409)
        done = RedirectResponse(f"/incidents/{begun.incident_id}", 303)
        remember(done, plan.actor.name)
        return done

    async def export(self, request: Request) -> Response:
        """The list as it is narrowed, all of its pages, as a file."""
        place, format = Place.of(request.query_params), request.query_params.get("format", "")
        found, app = visitor(request), self._app
        actor = found.acting(found.who)
        assert actor is not None  # the gate lets nobody else come this far
        if format not in FORMATS or place.view not in LISTINGS:
            raise Refusal(404, "There is no such file", f"There are {', '.join(FORMATS)}.")
        name, content = await as_file(app, place.view, place.brand, format, actor)
        return Response(content, media_type=MEDIA[format], headers=saved(name))

    async def _opened(self, fields: Mapping[str, str], whoever: Visitor) -> Response:
        actor, brand = named(fields, whoever), one_line(fields.get("brand", ""), 80)
        opened = await open_by_hand(
            self._app, fields.get("title", ""), actor, brand=brand or None, severity=_severity(fields, "2")
        )
        done = RedirectResponse(f"/incidents/{opened.id}", 303)
        remember(done, actor.name)
        return done

    async def _plan(self, fields: Mapping[str, str], whoever: Visitor) -> drills.DrillPlan:
        return await drills.prepared(
            self._app,
            one_line(fields.get("playbook", ""), 80),
            incident=None,
            brand=one_line(fields.get("brand", ""), 80) or None,
            severity=_severity(fields, "1"),
            actor=named(fields, whoever),
        )

    async def _drawn(
        self,
        request: Request,
        *,
        fields: Mapping[str, str] | None = None,
        plan: str = "",
        said: str = "",
        status_code: int = 200,
    ) -> Response:
        app, now = self._app, self._app.clock.now()
        around = await frame(app, request, "incidents", now)
        place = Place.of(request.query_params)
        if place.view == "mine":
            found = await app.read(_look, app, around, place, now)
        else:
            found = await self._shared.read(place.address(), _look, app, around, place, now)
        return self._show(
            "incidents.html",
            status_code=status_code,
            headers=FORM,
            now=now,
            frame=around,
            **_narrowed(around, place, found),
            lead=_lead(app, around, place, found),
            found=found,
            draw=_course,
            month=_month(found, now),
            since=now - MONTH,
            tokens=self._forms.tokens(request, (one.incident for one in (*found.open, *found.past) if around.acts)),
            said=said,
            plan=plan,
            fields=Given(fields or {}),
            books=files.names(app.config.folder),
            brands=[brand.name for brand in app.config.brands],
            formats=FORMATS,
            rules=sum(rule.enabled for rule in app.config.rules),
        )


def _severity(fields: Mapping[str, str], usual: str) -> int:
    severity = fields.get("severity", usual)
    if severity not in {"1", "2", "3"}:
        raise Unclear("the severity must be 1 (highest), 2 or 3")
    return int(severity)


def _narrowed(around: Frame, place: Place, found: _Found) -> dict[str, Any]:
    """Which incidents are looked at, how they stand, and where the others are."""
    return {
        "place": place,
        "view": place.view,
        "views": _views(around, place, found),
        "of": _brands(around, place, found),
        "shown": MOST_BRANDS,
        "title": _title(around, place, found),
    }


def _title(around: Frame, place: Place, found: _Found) -> str:
    many = _many(around, place, found)
    if place.view == "drills":
        return counted(many, "drill") if many else "No drill yet"
    if place.view == "debriefs":
        return f"{counted(many, 'debrief')} {'is' if many == 1 else 'are'} due" if many else "No debrief is due"
    return incidents_title(_open(around, place), place.brand)


def _lead(app: App, around: Frame, place: Place, found: _Found) -> str:
    if place.view == "drills":
        return ""
    if place.view == "debriefs":
        return "A debrief is due once a crisis is over, until its evaluation is closed."
    past = ""
    if place.view in {"all", "past"} and place.before is None:
        words = [found.judged.word(one.incident) for one in found.past]
        taken = median(one.taken_after for one in found.past)
        past = past_lead(words, taken, app.config.response.taken, newest=found.older is not None)
    return incidents_lead(_open(around, place), found.tallies.get(place.brand, IncidentTally()), past)


def _open(around: Frame, place: Place) -> list[Incident]:
    """Those of the chosen brand, the ones that need a person first."""
    found = [each for each in around.incidents if each.of(place.brand)]
    return sorted(found, key=lambda each: (not needs_person(each), each.severity))


def _mine(around: Frame, place: Place) -> list[Incident]:
    return [each for each in _open(around, place) if each.acknowledged_by == around.who != ""]


def _views(around: Frame, place: Place, found: _Found) -> list[tuple[str, str, int]]:
    """(view, address, how many) of each, of the chosen brand."""
    every = [place.at(view=view) for view in VIEWS]
    return [(there.view, there.address(), _many(around, there, found)) for there in every]


def _many(around: Frame, place: Place, found: _Found) -> int:
    """How many a view holds, of its brand."""
    tally = found.tallies.get(place.brand, IncidentTally())
    known = {"open": tally.unresolved, "past": tally.resolved, "drills": tally.drills}
    if place.view == "mine":
        return len(_mine(around, place))
    if place.view == "debriefs":
        return sum(each.of(place.brand) for each in found.due)
    return known.get(place.view, tally.unresolved + tally.resolved)


def _brands(around: Frame, place: Place, found: _Found) -> list[tuple[str | None, str, int]]:
    """(brand, address, how many) in this view: all, those of each brand that has any and the chosen one, the most
    first, and those of none."""
    every = [(brand, place.at(brand=brand)) for brand in {place.brand: None, **found.tallies}]
    counts = [(brand, there.address(), _many(around, there, found)) for brand, there in every]
    shown = [one for one in counts if one[2] or one[0] in (None, place.brand)]
    return sorted(shown, key=lambda one: (one[0] is not None, one[0] == "", -one[2], one[0]))


def _look(app: App, around: Frame, place: Place, now: datetime) -> _Found:
    store, view, before = app.store, place.view, place.before
    first: list[Incident] = []
    rest: list[Incident] = []
    due = store.debriefs_due()
    if before is None and view not in {"past", "drills", "debriefs"}:
        first = _mine(around, place) if view == "mine" else _open(around, place)
    if view in {"all", "past", "drills"}:
        drill = view == "drills"
        rest = store.incident_page(unresolved=False, drill=drill, brand=place.brand, before=before, limit=PAGE)
    if view == "debriefs":
        rest = [each for each in due if each.of(place.brand)][:MOST_DUE]
    rows = listed(store, app.config, [*first, *rest], now)
    judged = verdicts(store, [*first, *rest], now)
    return _Found(
        open=rows[: len(first)],
        past=rows[len(first) :],
        tallies=store.incident_tallies(),
        judged=judged,
        older=rest[-1].id if len(rest) == PAGE and view != "debriefs" else None,
        due=due,
        crises=store.responses_of([each.id for each in rest if each.id is not None]),
    )


def _course(one: Listed) -> Markup:
    if one.course is None:
        return Markup("")
    return spark(one.course, name="open" if one.needs else "", height=24)


def _month(found: _Found, now: datetime) -> Markup:
    marks = [
        (1 - (now - one.incident.opened_at) / MONTH, found.judged.word(one.incident) == "noise")
        for one in (*found.open, *found.past)
        if now - one.incident.opened_at <= MONTH
    ]
    return ticks(marks, f"{counted(len(marks), 'incident')} in 30 days, those judged noise hollow")
