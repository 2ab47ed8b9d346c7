"""`/reports/new`: a report that is sent by itself is ordered, looked at, changed and taken back on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import making
from listener.actions.actor import check
from listener.config.reports import Format, ReportSection, ReportType
from listener.reports.making import made_now
from listener.web.posting import Given
from listener.web.refusal import Refusal
from listener.web.views.page import Page
from listener.web.views.reports import READ
from listener.wording.addresses import escaped
from listener.wording.periods import AFTER_CRISIS, DAYS, HOURLY, Length
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor, Made

LONGEST, LONGEST_NAME = 2000, 40
DAILY, MONTHLY = "every day", "monthly"
OFTEN = (DAILY, *DAYS, MONTHLY, HOURLY, AFTER_CRISIS)
"""When a report can be sent; all but the last two at a time of day."""
PERIODS: Mapping[str, Length] = {DAILY: "day", MONTHLY: "month", HOURLY: "hour"}
"""Of which time it tells then; else of a week."""


class ReportForm(Page):
    """One that is new, or one that was made here."""

    template = "reports/form.html"
    section = "reports"
    needs = "reports"

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        check(actor, "reports")
        app, made = self._app, self._made(request)
        name = made.name if made else ""
        if fields.get("do") == "remove":
            await making.remove(app, "reports", name, actor)
            return RedirectResponse("/reports", 303)
        table = written(fields, made.table if made else {})
        if fields.get("do") == "look":
            drafted = await making.draft(app, "reports", table, actor, instead_of=name)
            section = next(each for each in drafted.whole.reports if each.name == drafted.made.name)
            _, content, _ = await made_now(app, section, "html")
            return Response(content, media_type="text/html; charset=utf-8", headers=READ)
        if name:
            await making.change(app, "reports", name, table, actor)
        else:
            name = (await making.add(app, "reports", table, actor)).name
        return RedirectResponse(f"/reports?made={escaped(name)}", 303)

    async def values(self, request: Request) -> dict[str, Any]:
        config, made = self._app.config, self._made(request)
        asked = filled(made.table) if made else self._asked(request)
        return {
            "made": made,
            "asked": lambda typed: typed or Given(asked),
            "types": get_args(ReportType),
            "formats": get_args(Format),
            "often": OFTEN,
            "brands": [each.name for each in config.brands],
            "people": [each.name for each in config.everybody],
            "targets": [each.name for each in config.targets],
        }

    def _asked(self, request: Request) -> dict[str, str]:
        """What Explore leads here with; for oneself, in the morning, unless one says otherwise."""
        query, who = request.query_params, self.actor(request).name
        brand = query.get("brand", "")
        return {
            "name": one_line(query.get("where", "") or brand, LONGEST_NAME),
            "where": one_line(query.get("where", ""), LONGEST),
            "type": "weekly",
            "often": "Mon",
            "at": "08:00",
            "as:html": "on",
            **({f"about:{brand}": "on"} if brand in {each.name for each in self._app.config.brands} else {}),
            **({f"to:person:{who}": "on"} if who in {each.name for each in self._app.config.everybody} else {}),
        }

    def _made(self, request: Request) -> Made | None:
        name = request.query_params.get("report", "")
        found = self._app.config.made_of("reports", name) if name else None
        if name and found is None:
            raise Refusal(404, "There is no such report here", "What stands in the file is changed there.")
        return found


def written(fields: Mapping[str, str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The table that a form stands for; what it has no field for stays as it was before. Raises ListenerError for a
    time that is none."""
    often, when = fields.get("often", ""), _when(fields)
    period = before.get("period") if when == before.get("when") else PERIODS.get(often, "week")
    table: dict[str, Any] = {
        **before,
        "name": fields.get("name", ""),
        "type": fields.get("type", ""),
        "when": when,
        "period": None if when == AFTER_CRISIS else period,
        "brands": _chosen(fields, "about:"),
        "where": fields.get("where", "").strip(),
        "to": _chosen(fields, "to:"),
        "formats": _chosen(fields, "as:") or ["html"],
        "review": "review" in fields,
    }
    return {name: value for name, value in table.items() if value}


def filled(table: Mapping[str, Any]) -> dict[str, str]:
    """The form of a table that there is."""
    section = ReportSection.model_validate(table)
    often, _, at = section.due.rpartition(" ") if section.due not in (HOURLY, AFTER_CRISIS) else (section.due, "", "")
    return {
        "name": section.name, "type": section.type, "where": section.where,
        "often": DAILY if often in ("", "daily") else often, "at": at or "08:00",
        **_ticked("about:", section.brands), **_ticked("to:", section.to), **_ticked("as:", section.formats),
        **({"review": "on"} if section.review else {}),
    }  # fmt: skip


def _when(fields: Mapping[str, str]) -> str:
    often, at = fields.get("often", ""), fields.get("at", "") or "08:00"
    if often not in OFTEN:
        raise ListenerError("choose when it is sent")
    if often in (HOURLY, AFTER_CRISIS):
        return often
    return at if often == DAILY else f"{often} {at}"


def _chosen(fields: Mapping[str, str], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in fields if name.startswith(prefix)]


def _ticked(prefix: str, names: Iterable[str]) -> dict[str, str]:
    return {f"{prefix}{name}": "on" for name in names}
