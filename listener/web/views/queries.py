"""`/queries`: the words by which each brand is heard; new ones are written here, and those that were are changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from listener.actions import making
from listener.app import App
from listener.explore.narrowing import part
from listener.explore.place import Place
from listener.web.drawing import Show
from listener.web.live.shared import Shared
from listener.web.posting import Given
from listener.web.refusal import Refusal
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.addresses import escaped
from listener.wording.text import one_line
from rules.base import BUCKET, bucket_start
from storage.records import Actor, Made, Scope, Series
from storage.store import Evaluating

WEEK = timedelta(days=7)
LONGEST = 10_000


class QueriesView(Page):
    """The list, and the form of one."""

    template = "queries.html"
    section = "explore"

    def __init__(self, app: App, show: Show) -> None:
        super().__init__(app, show)
        self._shared = Shared(app)

    async def done(self, request: Request, actor: Actor, fields: dict[str, str]) -> Response:
        made = self._made(request)
        table = {name: fields.get(name, "").strip() for name in ("name", "brand", "expression")}
        if fields.get("do") == "remove":
            await making.remove(self._app, "queries", made.name if made else "", actor)
            return RedirectResponse("/queries", 303)
        if made:
            saved = await making.change(self._app, "queries", made.name, table, actor)
        else:
            saved = await making.add(self._app, "queries", table, actor)
        return RedirectResponse(f"/queries?saved={escaped(saved.name)}", 303)

    async def values(self, request: Request) -> dict[str, Any]:
        config, made = self._app.config, self._made(request)
        names = [each.name for each in config.queries]
        found = await self._shared.read("queries", _counted, self._app.store, names, self._end())
        given = {name: one_line(value, LONGEST) for name, value in request.query_params.items()}
        return {
            "queries": config.queries,
            "counts": found,
            "here_made": {each.name for each in config.made if each.section == "queries"},
            "unfit": [each for each in config.unfit if each.made.section == "queries"],
            "brands": [each.name for each in config.brands],
            "made": made,
            "asked": lambda typed: typed or Given(made.table if made else given),
            "saved": given.get("saved", "") if given.get("saved", "") in names else "",
            "explored": lambda query: Place(q=part("query", query)).address(),
            "may": visitor(request).may("rules"),
        }

    def _end(self) -> datetime:
        """That of Explore's week too, so that both count the same."""
        return bucket_start(self._app.clock.now()) + BUCKET

    def _made(self, request: Request) -> Made | None:
        name = request.query_params.get("query", "")
        found = self._app.config.made_of("queries", name) if name else None
        if name and found is None:
            raise Refusal(404, "There is no such query here", "What stands in the file is changed there.")
        return found


def _counted(store: Evaluating, names: Sequence[str], until: datetime) -> Mapping[str, int]:
    """How many mentions each query found in the last seven days."""
    series = {name: Series(Scope.query(name)) for name in names}
    found = store.counts(list(series.values()), until - WEEK, until)
    return {name: int(sum(found[one].total)) for name, one in series.items()}
