"""`/find`: find something or do something. Without scripts it is a page of its own; with them a box over every page."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from listener.web.finding import find
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.text import one_line
from storage.records import Incident
from storage.store import Evaluating

LONGEST = 100
NEWEST = 100
"""Incidents among which is sought, beside the one whose number is typed."""


class FindView(Page):
    """The box and what it finds."""

    template = "find.html"
    section = ""

    async def values(self, request: Request) -> dict[str, Any]:
        asked = one_line(request.query_params.get("q", ""), LONGEST)
        incidents = await self._app.read(_incidents, self._app.store, asked)
        return {"asked": asked, "hits": find(asked, self._app.config, visitor(request), incidents)}


def _incidents(store: Evaluating, asked: str) -> list[Incident]:
    """The unresolved ones first, and the one of that number wherever it is."""
    number = asked.lstrip("#").strip()
    one = store.incident_by_id(int(number)) if number.isascii() and number.isdigit() and len(number) <= 18 else None
    found = [one] if one else []
    newest = sorted(store.incidents(limit=NEWEST), key=lambda each: each.state == "resolved")
    return list({each.id: each for each in (*found, *newest)}.values())
