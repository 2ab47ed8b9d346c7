"""Drawing pages from templates, with times in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from listener.metrics.totals import TOTALS
from listener.wording.links import link
from listener.wording.marking import pieces
from listener.wording.moments import localised, moment
from listener.wording.recipients import meant
from listener.wording.severities import SEVERITIES
from listener.wording.standing import standing
from rules.wording.unseen import cannot_be_read


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
    environment.filters |= {"standing": standing, "meant": meant}
    environment.filters["here"] = lambda text, near: localised(text, zone(), near)
    environment.globals |= {
        "severity_word": {level: word.lower() for level, word in SEVERITIES.items()},
        "TOTALS": TOTALS,
        "cannot_be_read": cannot_be_read,
        "zone": zone,
    }

    def show(name: str, *, status_code: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
        return HTMLResponse(environment.get_template(name).render(**values), status_code, headers)

    return show


def _when(at: datetime | None, zone: ZoneInfo) -> Markup:
    """A moment in the reader's zone, exact for machines."""
    if at is None:
        return Markup("never")
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), moment(at, zone, year=True))


def _marked(text: str, marks: tuple[tuple[int, int], ...]) -> Markup:
    """A text with its matched words marked."""
    cut = pieces(text, marks)
    return Markup("").join(Markup("<mark>{}</mark>").format(piece) if marked else piece for piece, marked in cut)
