"""`/sources`: what is heard and what is not; and forms that try a source before they keep it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import making
from listener.actions.actor import check
from listener.actions.polling import begin_round, poll_now
from listener.app import App
from listener.config.kinds import NEEDS, PROOFS, Sort, kind, kinds
from listener.rounds import Round
from listener.situation.ledger import SPAN, Ledger, lead, ledger, title
from listener.trials.tasting import Tasting, taste
from listener.web import tables
from listener.web.charts.ledger import ledger as strip
from listener.web.drawing import Show
from listener.web.live.shared import Shared
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.undoing import taken_back, way_back
from listener.web.views.page import Page
from listener.wording.figures import counted
from listener.wording.rights import sentences
from listener.wording.text import one_line
from sources.base import Receiver, sources
from storage.errors import ListenerError
from storage.records import Actor

SHOWN = 5
"""Mentions of a trial that are shown."""
LONGEST = 240
TOLD = timedelta(hours=1)
"""So long what a round brought stands on the page."""


class SourcesView(Page):
    """The ledger, and the catalogue of kinds."""

    template = "sources/list.html"
    section = "sources"

    def __init__(self, app: App, show: Show) -> None:
        super().__init__(app, show)
        self._shared = Shared(app)

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        check(actor, "sources")
        name = fields.get("name", "")
        if fields.get("do") == "remove":
            made = self._app.config.made_of("sources", name)
            await making.remove(self._app, "sources", name, actor)
            said = f"{name} is not asked any more; what it brought is kept."
            undo = way_back(self._app, request, said, dict(made.table)) if made else None
            return await self.drawn(request, "" if undo else said, undo=undo)
        if fields.get("do") == "undo":
            made = await making.add(self._app, "sources", taken_back(self._app, request, fields.get("undo", "")), actor)
            return await self.drawn(request, f"{made.name} is asked again.")
        if fields.get("do") == "try all":
            await begin_round(self._app, actor)
            return RedirectResponse("/sources", 303)
        if fields.get("do") != "try":
            raise Refusal(400, "This is not what the form of the page sends")
        reports = await poll_now(self._app, actor, [name]) if self._app.config.source(name) else []
        if not reports:
            raise ListenerError(f'there is no source "{one_line(name, 80)}" that can be asked now')
        [report] = reports
        if report.state.last_error:
            raise ListenerError(f"{name}: {report.state.last_error}")
        return await self.drawn(request, f"{name} was read: {counted(report.committed.new, 'new mention')}.")

    async def values(self, request: Request) -> dict[str, Any]:
        now, config = self._app.clock.now(), self._app.config
        rows = await self._shared.read("ledger", ledger, self._app.store, config, now)

        def draw(row: Ledger) -> Markup:
            return strip(row.seen.stretches if row.seen else (), now - SPAN, now, f"{row.name}, 7 days")

        return {
            "title": title(rows),
            "lead": lead(rows),
            "rows": rows,
            "draw": draw,
            "days": [now - SPAN * part / 7 for part in range(7, 0, -1)],
            "kinds": kinds(),
            "needs": NEEDS,
            "unfit": [each for each in config.unfit if each.made.section == "sources"],
            "may": visitor(request).may("sources"),
            "round": round_ if (round_ := self._app.round) and _is_told(round_, now) else None,
        }


def _is_told(found: Round, now: datetime) -> bool:
    """What it brought stands on the page for a while."""
    return found.ended_at is None or now - found.ended_at < TOLD


class SourceForm(Page):
    """`/sources/new?kind=rss`, or `?name=` of one that was made here: a form that tries, shows what came, saves."""

    template = "sources/form.html"
    section = "sources"
    needs = "sources"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        sort, name = self._sort(request), self._name(request)
        table = tables.table(sort.type, sources.get(sort.type), fields)
        drafted = await making.draft(self._app, "sources", table, actor, instead_of=name)
        source = drafted.whole.source(drafted.made.name)
        assert source is not None
        found = None if isinstance(source, Receiver) else await self._tasted(source)
        unreadable = found is not None and found.unreadable
        if fields.get("do") != "save" or unreadable:
            return await self.drawn(request, "", 422 if unreadable else 200, fields, found=found, tried=True)
        if name:
            await making.change(self._app, "sources", name, table, actor)
        else:
            await making.add(self._app, "sources", table, actor)
        return RedirectResponse("/sources", 303)

    async def _tasted(self, source: Any) -> Tasting:
        config = self._app.config
        return await taste(
            source,
            self._app.matcher.ask,
            self._app.clock,
            contact=config.contact,
            collect=config.collect,
            folder=config.folder,
        )

    async def values(self, request: Request) -> dict[str, Any]:
        sort, name = self._sort(request), self._name(request)
        made = self._app.config.made_of("sources", name) if name else None
        return {
            "sort": sort,
            "made": made,
            "needs": NEEDS,
            "proof": PROOFS[sort.about.proof],
            "rights": sentences(sort.about.rights, asked=sort.rechecks, told=sort.tells),
            "rows": lambda typed: tables.fields(
                sources.get(sort.type), typed or (tables.filled(made.table) if made else {})
            ),
            "found": None,
            "tried": False,
            "shown": SHOWN,
            "longest": LONGEST,
        }

    def _sort(self, request: Request) -> Sort:
        made = self._app.config.made_of("sources", self._name(request))
        wanted = str(made.table["type"]) if made else request.query_params.get("kind", "")
        try:
            return kind(wanted)
        except KeyError:
            raise Refusal(404, "There is no such kind of source", "The kinds stand on the page Sources.") from None

    def _name(self, request: Request) -> str:
        name = request.query_params.get("name", "")
        if name and self._app.config.made_of("sources", name) is None:
            raise Refusal(404, "There is no such source here", "What stands in the file is changed there.")
        return name
