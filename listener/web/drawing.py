"""Drawing pages from templates, with times in the reader's zone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from listener.wording.recipients import meant
from listener.wording.standing import standing

SEVERITY = {1: "urgent", 2: "important", 3: "good to know"}
FIGURES = (
    ("mentions", "mentions"),
    ("sightings", "sightings"),
    ("waiting", "waiting to be read"),
    ("pending deliveries", "messages on their way"),
    ("failed deliveries", "messages not delivered"),
)


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
    environment.filters |= {"when": lambda moment: _when(moment, zone()), "marked": _marked, "safe_url": _safe_url}
    environment.filters |= {"standing": standing, "meant": meant}
    environment.globals |= {"severity_word": SEVERITY, "FIGURES": FIGURES}

    def show(name: str, *, status_code: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
        return HTMLResponse(environment.get_template(name).render(**values), status_code, headers)

    return show


def _when(moment: datetime | None, zone: ZoneInfo) -> Markup:
    """A moment in the reader's zone, exact for machines."""
    if moment is None:
        return Markup("never")
    local = moment.astimezone(zone)
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), f"{local:%a %d %b %Y, %H:%M}")


def _marked(text: str, marks: tuple[tuple[int, int], ...]) -> Markup:
    """A text with its matched words marked; overlapping marks are drawn once."""
    parts, at = [], 0
    for start, end in sorted(marks):
        if start >= at:
            parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
            at = end
    return Markup("").join([*parts, escape(text[at:])])


def _safe_url(url: str | None) -> str | None:
    """Only addresses that a browser opens as a page: a post may carry any string as its link."""
    return url if url and url.lower().startswith(("http://", "https://")) else None
