"""Drawing pages from templates, with times in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from listener.web.assets import asset
from listener.web.refused import put_back
from listener.wording.addresses import anchor, escaped
from listener.wording.durations import brief, span
from listener.wording.figures import between, counted, figure, part, per_cent, signed
from listener.wording.labels import label_words
from listener.wording.links import link
from listener.wording.marking import pieces
from listener.wording.moments import localised, moment, short_on
from listener.wording.people import initials
from listener.wording.recipients import meant
from listener.wording.severities import SEVERITIES
from listener.wording.standing import standing
from rules.wording.risks import in_words
from rules.wording.unseen import cannot_be_read

REFUSED = (409, 422)
"""How a form is answered that cannot be obeyed."""
FORMATS = {"xlsx": "Excel", "parquet": "Parquet"}
"""Those of the formats of files that are not called by their letters."""


class Show(Protocol):
    """Draws a template as an answer."""

    def __call__(
        self, name: str, *, status_code: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> Response: ...


def pages(folder: Path, zone: Callable[[], ZoneInfo]) -> Show:
    """A function that draws the templates of a folder. Everything is escaped; a missing value is an error."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"when": lambda at: _when(at, zone()), "marked": _marked, "link": link}
    environment.filters |= {"short": _shortly(zone), "span": span, "brief": brief, "initials": initials}
    environment.filters["seconds"] = lambda count: brief(timedelta(seconds=count))
    environment.filters |= {"figure": figure, "signed": signed, "per_cent": per_cent, "part": part}
    environment.filters |= {"standing": standing, "meant": meant, "risk": in_words, "label": label_words}
    environment.filters |= {"anchor": anchor, "escaped": escaped, "weekday": lambda at: f"{at.astimezone(zone()):%a}"}
    environment.filters["short_day"] = lambda at: f"{at.astimezone(zone()).day} {at.astimezone(zone()):%B}"
    environment.filters["format_name"] = lambda name: FORMATS.get(name, name.upper())
    environment.filters["here"] = lambda text, near: localised(text, zone(), near)
    environment.filters["coded"] = _coded
    environment.globals |= {
        "severity_word": {level: word.lower() for level, word in SEVERITIES.items()},
        "asset": asset,
        "between": between,
        "counted": counted,
        "cannot_be_read": cannot_be_read,
        "zone": zone,
    }

    def show(name: str, *, status_code: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
        page = environment.get_template(name).render(**values)
        refused = status_code in REFUSED and values.get("fields")
        return HTMLResponse(put_back(page, values["fields"]) if refused else page, status_code, headers)

    return show


def _when(at: datetime | None, zone: ZoneInfo) -> Markup:
    """A moment in the reader's zone, exact for machines."""
    if at is None:
        return Markup("never")
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), moment(at, zone, year=True))


def _shortly(zone: Callable[[], ZoneInfo]) -> Callable[[Context, datetime | None], Markup]:
    @pass_context
    def shortly(context: Context, at: datetime | None) -> Markup:
        """A moment as short as a reader of the page at this moment can take it; the whole of it at the cursor."""
        if at is None:
            return Markup("never")
        return _time(at, context["now"].astimezone(zone()).date(), zone())

    return shortly


@lru_cache(8192)  # a chart's table alone has a hundred, and they are the same minute for minute
def _time(at: datetime, today: date, zone: ZoneInfo) -> Markup:
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.isoformat(), moment(at, zone, year=True), short_on(at, today, zone)
    )


def _coded(text: str) -> Markup:
    """What stands between backticks, as code."""
    parts = text.split("`")
    paired = parts if len(parts) % 2 else [text]
    return Markup("").join(Markup("<code>{}</code>").format(each) if at % 2 else each for at, each in enumerate(paired))


def _marked(text: str, marks: tuple[tuple[int, int], ...]) -> Markup:
    """A text with its matched words marked."""
    cut = pieces(text, marks)
    return Markup("").join(Markup("<mark>{}</mark>").format(piece) if marked else piece for piece, marked in cut)
