"""A report as one HTML file: no script, nothing fetched, its records inside as JSON, a receipt behind every number."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from listener import __version__
from listener.metrics.base import Metric
from listener.reports import charts
from listener.reports.document import Course, Piece, Report, Row, Said, Sentence, When, plain
from listener.reports.receipts import path_to
from listener.reports.record import Record, shown
from listener.reports.refusing import refuse
from listener.wording.addresses import address
from listener.wording.moments import full_stamp

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).with_name("templates")
MARK = "listener-report"
FONT = Path(__file__).parents[1] / "web" / "static" / "fonts" / "inter.woff2"


def page(report: Report) -> str:
    """The file. Raises ExportError where it would show a number that has no record."""
    linked = partial(html, base_url=report.base_url)
    shown = {"html": linked, "stamp": partial(full_stamp, zone=ZoneInfo(report.zone)), "font": _font()}
    made = _environment().get_template("report.html").render(report=report, data=_json(report), **shown)
    refuse(made, report.records)
    return made


def data(report: Report) -> dict[str, Any]:
    """What a report carries along, so that it can be verified."""
    return {
        "format": 1,
        "name": report.name,
        "made_at": report.made_at.isoformat(),
        "version": __version__,
        "metrics": {each.name: meaning(each) for each in report.metrics},
        "recipe": report.recipe,
        "records": [each.plain() for each in report.records],
    }


def meaning(metric: Metric) -> str:
    """All that decides what a number of it is; where this is another text, it is another number."""
    interval = f" Interval: {metric.interval}." if metric.interval else ""
    return f"{metric.definition} Formula: {metric.formula}.{interval} Where it is blind: {metric.blind}."


def _json(report: Report) -> Markup:
    """JSON that ends no element."""
    said = json.dumps(data(report), ensure_ascii=False, separators=(",", ":"))
    return Markup(said.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - made inert


def html(sentence: Sentence, base_url: str | None = None) -> Markup:
    """A sentence with its numbers marked."""
    return Markup("").join(_piece(piece, base_url) for piece in sentence)


def _piece(piece: Piece, base_url: str | None) -> Markup:
    if isinstance(piece, Record):
        return _number(piece, base_url)
    if isinstance(piece, When):
        return Markup("<time>{}</time>").format(str(piece))
    return (
        Markup('<span class="said" dir="auto">{}</span>').format(str(piece))
        if isinstance(piece, Said)
        else escape(str(piece))
    )


def _number(record: Record, base_url: str | None) -> Markup:
    """A number that opens the mentions behind it; where they cannot be opened, its receipt below."""
    there = opens(record, base_url)
    leaves = Markup(' rel="noreferrer noopener"') if there else ""
    return Markup('<a class="r" href="{}"{}><data value="{}">{}</data></a>').format(
        there or f"#r-{record.id}", leaves, record.id, str(record)
    )


def opens(record: Record, base_url: str | None) -> str | None:
    """Where the mentions of a number are shown; None where it is about none, or nothing has an address."""
    path = path_to(record)
    return address(base_url, path) if path else None


def margin(record: Record) -> Markup:
    """Half of its interval."""
    return (
        Markup('<data class="pm" value="{}">{}</data>').format(record.id, record.margin)
        if record.margin
        else Markup("")
    )


def picture(found: Course) -> Markup:
    """The course, with a sentence for those who hear it."""
    counts = [record.value or 0 for _, record in found.days[found.begins :]]
    label = f"{found.title}: between {min(counts):,.0f} and {max(counts):,.0f}"
    return Markup(charts.course(found, label))  # noqa: S704 - drawn here; words are escaped there


def bar(row: Row) -> Markup:
    """The share of a row, drawn."""
    return Markup(charts.bar(row.bar, row.before, row.own)) if row.bar else Markup("")  # noqa: S704 - as above


def interval(record: Record) -> str:
    """Both ends, as they are read."""
    if record.low is None or record.high is None:
        return ""
    return f"{shown(record.low, record.style)} to {shown(record.high, record.style)}"


def of_kind(block: object) -> str:
    """What a block is, for the template."""
    return type(block).__name__.lower()


def paired(blocks: list[Any]) -> Iterator[list[Any]]:
    """Blocks in lines: two halves stand beside each other."""
    line: list[Any] = []
    for block in blocks:
        half = getattr(block, "half", False)
        if line and (not half or len(line) == 2):
            yield line
            line = []
        line.append(block)
        if not half:
            yield line
            line = []
    if line:
        yield line


@cache
def _font() -> Markup:
    """Inter, as the pages have it: a report looks the same wherever it is opened, and fetches nothing."""
    return Markup(b64encode(FONT.read_bytes()).decode())  # noqa: S704 - our own file


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        plain=plain,
        margin=margin,
        picture=picture,
        bar=bar,
        interval=interval,
        of_kind=of_kind,
        paired=paired,
        opens=opens,
    )
    return made
