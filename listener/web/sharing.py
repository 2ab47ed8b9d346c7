"""What may be given out: checked before an address is made, by the page and by the command line alike."""

from __future__ import annotations

from collections.abc import Mapping

from listener.app import App
from listener.brands.asked import SPANS
from listener.config.config import Config
from listener.config.findings import suggest
from listener.web.inbox import Place
from listener.web.out import CHARTS
from listener.wording.text import one_line
from rules.query import Filter
from storage.errors import ListenerError, QueryError
from storage.records import ShareKind

LONGEST = 2000


def of_chart(config: Config, brand: str, chart: str, span: str) -> dict[str, str]:
    """A chart of a brand, of the time up to now. Raises ListenerError with what is wrong."""
    _require_brand(config, brand)
    if chart not in CHARTS:
        raise ListenerError(f'there is no chart "{chart}"; write {", ".join(CHARTS)}')
    if span not in SPANS:
        raise ListenerError(f'there is no time "{span}"; write {", ".join(SPANS)}')
    return {"brand": brand, "chart": chart, "span": span}


def of_search(config: Config, expression: str, brand: str) -> dict[str, str]:
    """Posts that satisfy an expression, of a brand where one is named. Raises ListenerError with what is wrong."""
    if brand:
        _require_brand(config, brand)
    if expression:
        try:
            Filter(expression, config.lists)
        except QueryError as error:
            raise ListenerError(f"the expression is not understood: {error.what}") from None
    return {name: value for name, value in (("q", expression), ("brand", brand)) if value}


def of_inbox(fields: Mapping[str, str], who: str) -> dict[str, str]:
    """The cases of a list of the inbox, as its address has it; "mine" are those of whoever gives them out."""
    place = Place.of(fields)
    return {"of": "inbox", **place.fields(), **({"assignee": who} if place.mine else {})}


def of_calendar(config: Config, person: str, rotation: str) -> dict[str, str]:
    """Everybody's turns on call, or those of one person or in one rotation. Raises ListenerError with what is wrong."""
    for sort, name, known in (
        ("person", person, [each.name for each in config.everybody]),
        ("rotation", rotation, [each.name for each in config.rotations]),
    ):
        if name and name not in known:
            raise ListenerError(f'there is no {sort} "{name}"; {suggest(name, known) or "none is configured"}')
    return {name: value for name, value in (("person", person), ("rotation", rotation)) if value}


def shown(config: Config, kind: ShareKind, fields: Mapping[str, str], who: str) -> dict[str, str]:
    """What the form says that an address shall show. Raises ListenerError with what is wrong."""
    if kind == "chart":
        return of_chart(config, fields.get("brand", ""), fields.get("chart", ""), fields.get("span", ""))
    if kind == "calendar":
        return of_calendar(config, fields.get("person", ""), fields.get("rotation", ""))
    if fields.get("of") == "inbox":
        return of_inbox(fields, who)
    return of_search(config, one_line(fields.get("q", ""), LONGEST), fields.get("brand", ""))


async def of_view(app: App, name: str) -> dict[str, str]:
    """The cases of a saved view. Raises ListenerError where there is none of that name."""
    views = await app.read(app.store.case_views)
    found = next((each for each in views if each.name == name), None)
    if found is None:
        known = [each.name for each in views]
        raise ListenerError(f'there is no saved view "{name}"; {suggest(name, known) or "save one on the page Inbox"}')
    return {"of": "inbox", **Place(wanted=found.wanted).fields()}


def _require_brand(config: Config, name: str) -> None:
    known = [each.name for each in config.brands]
    if name not in known:
        raise ListenerError(f'there is no brand "{name}"; {suggest(name, known) or "none is configured"}')
