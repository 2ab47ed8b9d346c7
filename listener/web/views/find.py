"""`/find`: find something or do something. Without scripts it is a page of its own; with them a box over every page."""

from __future__ import annotations

from typing import Any, Protocol

from starlette.requests import Request

from listener.web.finding import find
from listener.web.security.visitor import visitor
from listener.web.views.page import Page
from listener.wording.text import one_line
from storage.records import Incident, Response
from storage.responding import Responding
from storage.store import Evaluating

LONGEST = 100
NEWEST = 100
"""Incidents among which is sought, beside the one whose number is typed."""


class Standing(Evaluating, Responding, Protocol):
    """Where incidents and their crises are kept."""


class FindView(Page):
    """The box and what it finds."""

    template = "find.html"
    section = ""

    async def values(self, request: Request) -> dict[str, Any]:
        asked = one_line(request.query_params.get("q", ""), LONGEST)
        incidents, crises = await self._app.read(_incidents, self._app.store, asked)
        return {"asked": asked, "hits": find(asked, self._app.config, visitor(request), incidents, crises)}


def _incidents(store: Standing, asked: str) -> tuple[list[Incident], dict[int, Response]]:
    """The unresolved ones first, and the one of that number wherever it is; and which of them are a crisis."""
    number = asked.lstrip("#").strip()
    one = store.incident_by_id(int(number)) if number.isascii() and number.isdigit() and len(number) <= 18 else None
    found = [one] if one else []
    newest = sorted(store.incidents(limit=NEWEST), key=lambda each: each.state == "resolved")
    every = list({each.id: each for each in (*found, *newest)}.values())
    unresolved = {each.id for each in every if each.state != "resolved"}
    its = store.response(one.id) if one and one.id is not None else None
    crises = (*store.responses(limit=NEWEST), *([its] if its else []))
    return every, {each.incident_id: each for each in crises if each.incident_id in unresolved}
