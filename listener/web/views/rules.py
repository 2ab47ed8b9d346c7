"""`/rules`: which rule earns its noise; the back-test beside a form, and what the file defines to be read alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import making
from listener.app import App
from listener.config.catalogue import Setting, settings, sorts
from listener.situation.annotated import noted
from listener.situation.ruled import MONTH, Ruled, lead, ruled, title
from listener.situation.tried import Tried, tried
from listener.web import tables
from listener.web.charts.backtest import backtest
from listener.web.charts.bars import boxes
from listener.web.charts.precision import precision
from listener.web.charts.ticks import ticks
from listener.web.drawing import Show
from listener.web.live.shared import Shared
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.undoing import taken_back, way_back
from listener.web.views.page import Page
from listener.wording.addresses import escaped
from listener.wording.figures import counted
from rules.alerting.precision import BUDGET
from rules.base import Rule, rules
from storage.records import Actor

SPANS = ("7", "30", "90")
"""Days that can be tried."""
PRESSED = ("enabled",)
"""Settings that have a button of their own, and stay as they are when the others are saved."""
SWITCH = {"switch off": False, "switch on": True}
"""What the form of a rule can ask for, and whether the rule watches then."""


class RulesView(Page):
    """The list, and one rule beside it."""

    template = "rules/list.html"
    section = "rules"

    def __init__(self, app: App, show: Show) -> None:
        super().__init__(app, show)
        self._shared = Shared(app)

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        name, kind = request.query_params.get("rule", ""), request.query_params.get("kind", "")
        if fields.get("do") == "remove":
            return await self._removed(request, name, actor)
        if fields.get("do") == "undo":
            await making.add(self._app, "rules", taken_back(self._app, request, fields.get("undo", "")), actor)
            return RedirectResponse("/rules", 303)
        if fields.get("do") in SWITCH:
            await making.switch(self._app, name, actor, on=SWITCH[fields["do"]])
            return RedirectResponse(f"/rules?rule={escaped(name)}", 303)
        made = self._app.config.made_of("rules", name) if name else None
        type_ = str(made.table["type"]) if made else kind
        kept = {name: made.table[name] for name in PRESSED if name in made.table} if made else {}
        table = tables.table(type_, _model(type_), fields) | kept
        drafted = await making.draft(self._app, "rules", table, actor, instead_of=name)
        if fields.get("do") != "save":
            fresh = next(each for each in drafted.whole.rules if each.name == drafted.made.name)
            found = await self._tried(fresh, self._rule(name), request)
            return await self.drawn(request, "", 200, fields, tried=found)
        if name:
            await making.change(self._app, "rules", name, table, actor)
        else:
            await making.add(self._app, "rules", table, actor)
        return RedirectResponse(f"/rules?rule={escaped(drafted.made.name)}&days=30", 303)

    async def _removed(self, request: Request, name: str, actor: Actor) -> Response:
        made = self._app.config.made_of("rules", name)
        await making.remove(self._app, "rules", name, actor)
        request.scope["query_string"] = b""  # the list alone: the rule of the address is there no more
        said = f"{name} watches no more; what it raised stays."
        undo = way_back(self._app, request, said, dict(made.table)) if made else None
        return await self.drawn(Request(request.scope), "" if undo else said, undo=undo)

    async def values(self, request: Request) -> dict[str, Any]:
        app, now, may = self._app, self._app.clock.now(), visitor(request).may("rules")
        name, kind = request.query_params.get("rule", ""), request.query_params.get("kind", "")
        rows = await self._shared.read("rules", ruled, app.store, app.config, now)
        chosen = next((row for row in rows if row.rule.name == name), None)
        if name and chosen is None:
            raise Refusal(404, "There is no such rule", "It may have been removed or renamed.")
        type_ = chosen.type if chosen else kind if may else ""
        model = _model(type_) if type_ else None
        asked = request.query_params.get("days", "")
        found = await self._tried(chosen.rule, None, request) if chosen and asked in SPANS else None
        given = chosen.made.table if chosen and chosen.made else {}
        # Other pages lead here with settings that are meant.
        meant = {key: value for key, value in request.query_params.items() if key.startswith(tables.SET)}
        return {
            "title": title(rows, now),
            "lead": lead(rows),
            "rows": rows,
            "chosen": chosen,
            "type": type_,
            "kinds": sorts(rules),
            "settings": lambda typed: _fields(model, typed or meant or tables.filled(given)) if model else [],
            "set": _set(chosen.rule) if chosen else [],
            "draw": _Charts(now),
            "zone_": app.config.zone,
            "chart": backtest,
            "tried": found,
            "spans": SPANS,
            "noise": sum(row.judged.week for row in rows),
            "budget": round(BUDGET),
            "since": now - MONTH,
            "unfit": [each for each in app.config.unfit if each.made.section == "rules"],
            "may": may,
        }

    def _rule(self, name: str) -> Rule | None:
        return next((each for each in self._app.config.rules if each.name == name), None)

    async def _tried(self, rule: Rule, present: Rule | None, request: Request) -> Tried:
        asked = request.query_params.get("days", "")
        days = int(asked) if asked in SPANS else 30
        return await self._app.read(self._noted, rule, present, days)

    def _noted(self, rule: Rule, present: Rule | None, days: int) -> Tried:
        """What came of it, with what people wrote beside the counts."""
        app, scope = self._app, rule.scope
        found = tried(app.store, rule, present, days, app.clock.now())
        brand = scope.name if scope.kind == "brand" else app.config.brand_of_query.get(scope.name)
        return replace(
            found, notes=noted(app.store, found.volume.start, found.volume.end, None if brand is None else [brand])
        )


class RuleForm(RulesView):
    """`/rules/new`: the kinds, and the form of one."""

    needs = "rules"


class _Charts:
    """The little pictures of the list."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def month(self, row: Ruled) -> Markup:
        marks = [(1 - (self._now - at) / MONTH, noise) for at, noise in row.fired]
        return ticks(marks, f"fired {counted(len(marks), 'time')} in 30 days")

    def right(self, row: Ruled) -> Markup:
        share = row.judged.share
        return precision(share, row.judged.low, row.judged.high) if share is not None else Markup("")

    def budget(self, used: int, whole: int) -> Markup:
        return boxes(min(used, whole), whole)


def _model(type_: str) -> type[Rule]:
    try:
        return rules.get(type_)
    except KeyError:
        raise Refusal(404, "There is no such kind of rule", "The kinds stand on the page Rules.") from None


def _fields(model: type[Rule], given: Mapping[str, str]) -> list[tables.Field]:
    return [each for each in tables.fields(model, given) if each.setting.name not in PRESSED]


def _set(rule: Rule) -> list[tuple[Setting, str]]:
    """What differs from what is usual."""
    usual = {name: field.get_default(call_default_factory=True) for name, field in type(rule).model_fields.items()}
    given = {name: getattr(rule, name) for name in usual if getattr(rule, name) != usual[name]}
    known = {each.name: each for each in settings(type(rule))}
    return [(known[name], tables.shown(value)) for name, value in given.items() if name != "name"]
