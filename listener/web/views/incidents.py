"""`/incidents`: what is open, who has it, how the others ended; drills apart, and a form that starts one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import drills
from listener.actions.actor import Denied
from listener.actions.commands import Unclear
from listener.actions.opening import open_by_hand
from listener.app import App
from listener.crisis.playbooks import files
from listener.situation.listed import Listed, Verdicts, listed, verdicts
from listener.situation.needs import needs_person
from listener.situation.sentences import incidents_lead, incidents_title
from listener.web.acting import remember
from listener.web.charts.spark import spark
from listener.web.charts.ticks import ticks
from listener.web.doing import named
from listener.web.drawing import Show
from listener.web.frame import Frame, frame
from listener.web.live.shared import Shared
from listener.web.posting import Forms, Given
from listener.web.refusal import Refusal
from listener.web.security.headers import FORM
from listener.web.security.visitor import Visitor, visitor
from listener.wording.figures import counted
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Incident, IncidentTally

VIEWS = ("all", "open", "mine", "past", "drills")
PAGE = 50
MONTH = timedelta(days=30)
PLAN, AGREED, BY_HAND = "plan", "start", "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What one look at the list shows.

    Attributes:
        older: Address of the page after this one; None where there is none.
    """

    open: Sequence[Listed]
    past: Sequence[Listed]
    tally: IncidentTally
    judged: Verdicts
    older: int | None


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
            raise Refusal(403, "This is not yours to do", f"{error}.") from None
        except Unclear as error:
            return await self._drawn(request, fields=fields, said=f"Nothing was done: {error}.", status_code=422)
        except ListenerError as error:
            return await self._drawn(request, fields=fields, said=f"Nothing was done: {error}.", status_code=409)
        done = RedirectResponse(f"/incidents/{begun.incident_id}", 303)
        remember(done, plan.actor.name)
        return done

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
        view = _view(request)
        before = request.query_params.get("before", "")
        last = int(before) if before.isascii() and before.isdigit() and len(before) <= 18 else None
        if view == "mine":
            found = await app.read(_look, app, around, view, last, now)
        else:
            found = await self._shared.read(f"{view} {last}", _look, app, around, view, last, now)
        return self._show(
            "incidents.html",
            status_code=status_code,
            headers=FORM,
            now=now,
            frame=around,
            view=view,
            views=_counts(around, found.tally),
            title="Drills" if view == "drills" else incidents_title(around.incidents),
            lead=incidents_lead(around.incidents, found.tally),
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
        )


def _severity(fields: Mapping[str, str], usual: str) -> int:
    severity = fields.get("severity", usual)
    if severity not in {"1", "2", "3"}:
        raise Unclear('the severity must be 1 (highest), 2 or 3 ("severity")')
    return int(severity)


def _view(request: Request) -> str:
    asked = request.query_params.get("view", "")
    return asked if asked in VIEWS else "all"


def _counts(around: Frame, tally: IncidentTally) -> list[tuple[str, int]]:
    mine = sum(each.acknowledged_by == around.who for each in around.incidents) if around.who else 0
    known = {"open": tally.unresolved, "mine": mine, "past": tally.resolved, "drills": tally.drills}
    return [("all", tally.unresolved + tally.resolved), *known.items()]


def _look(app: App, around: Frame, view: str, before: int | None, now: datetime) -> _Found:
    store = app.store
    first: list[Incident] = []
    rest: list[Incident] = []
    if view == "drills":
        rest = store.incident_page(unresolved=False, drill=True, before=before, limit=PAGE)
    else:
        if before is None and view != "past":
            first = [each for each in around.incidents if view != "mine" or each.acknowledged_by == around.who != ""]
        if view in {"all", "past"}:
            rest = store.incident_page(unresolved=False, before=before, limit=PAGE)
    first.sort(key=lambda each: (not needs_person(each), each.severity))
    rows = listed(store, app.config, [*first, *rest], now)
    judged = verdicts(store, [*first, *rest], now)
    return _Found(
        open=rows[: len(first)],
        past=rows[len(first) :],
        tally=store.incident_tally(),
        judged=judged,
        older=rest[-1].id if len(rest) == PAGE else None,
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
