"""A report as a tagged PDF (PDF/UA-1), set by typst, with its records enclosed as a file; letters that no font of the
machine has are named, not lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from listener.reports import charts
from listener.reports.document import Course, Figures, Prose, Quotes, Report, Row, Sentence, Table, plain
from listener.reports.lacking import Lacking, breakable, settable
from listener.reports.page import data, paired
from listener.wording.moments import full_stamp
from storage.errors import ExportError

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
FONTS = Path(__file__).with_name("fonts")
"""Inter, so that a report looks the same on every machine; letters that it lacks come from the fonts of the machine."""
PREFERRED = ("Inter", "Noto Sans", "Liberation Sans", "Arial", "Helvetica", "DejaVu Sans")
T = TypeVar("T")
PAPERS = {"a4": "a4", "letter": "us-letter"}
MOST_TRIES = 400


def pdf(report: Report, paper: str = "a4") -> tuple[bytes, list[str]]:
    """The file, and a note where letters are missing. Raises ExportError."""
    import typst

    said = settable(json.dumps(_data(report, paper), ensure_ascii=False))
    lacking, records = Lacking(said), json.dumps(data(report), separators=(",", ":"))
    for _ in range(MOST_TRIES):
        try:
            made = typst.compile(
                TEMPLATE.read_bytes(),
                format="pdf",
                font_paths=_known(),
                pdf_standards=["ua-1"],
                sys_inputs={"data": lacking.without(said), "records": records},
                timestamp=int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()),
            )
        except typst.TypstError as error:
            if not lacking.learn(str(error)):
                raise ExportError(f"the PDF cannot be set: {error}") from error
        else:
            return made, lacking.notes()
    raise ExportError(f"{'; '.join(lacking.notes())}; and there are more")


@cache
def _known() -> typst.Fonts:
    """The fonts that come along and those of the machine, looked for once."""
    import typst

    return typst.Fonts(font_paths=[FONTS])


@cache
def _fonts() -> tuple[str, ...]:
    """Inter, the preferred ones that the machine has, then all others: typst looks for a letter in this order."""
    there = _known().families()
    return (*(name for name in PREFERRED if name in there), *(name for name in there if name not in PREFERRED))


def _data(report: Report, paper: str) -> dict[str, Any]:
    made = full_stamp(report.made_at, ZoneInfo(report.zone))
    return {
        "paper": PAPERS[paper],
        "fonts": _fonts(),
        "label": report.label,
        "period": report.period,
        "title": _said(report.title),
        "summary": [_said(each) for each in report.summary],
        "foot": f"Before: the period before, as long. ± holds 95 of 100. Times are in {report.zone}. Made {made}.",
        "lines": [[_block(block) for block in line] for line in paired(list(report.blocks))],
        "metrics": _halved(
            [{"name": each.name, "said": f"{each.definition} Formula: {each.formula}."} for each in report.metrics],
            lambda each: len(each["name"]) + len(each["said"]),
        ),
    }


def _halved(said: Sequence[T], length: Callable[[T], int]) -> tuple[Sequence[T], Sequence[T]]:
    """Texts in two columns that are about as long."""
    lengths = [length(each) for each in said]
    first = next((at for at in range(len(said)) if sum(lengths[: at + 1]) * 2 >= sum(lengths)), 0) + 1
    return said[:first], said[first:]


def _block(block: Any) -> dict[str, Any]:
    if isinstance(block, Figures):
        return {"kind": "figures", "title": "", "figures": [_figure(each) for each in block.figures]}
    if isinstance(block, Prose):
        return {
            "kind": "prose",
            "title": breakable(block.title),
            "sentences": [_said(each) for each in block.sentences],
        }
    if isinstance(block, Course):
        notes = _halved([f"{note.mark}  {_said(note.said)}" for note in block.notes], len) if block.notes else ()
        svg = charts.course(block, block.title)
        return {"kind": "course", "title": breakable(block.title), "svg": svg, "alt": block.title, "notes": notes}
    if isinstance(block, Quotes):
        quotes = [{"text": breakable(each.text), "meta": _meta(each)} for each in block.quotes]
        return {"kind": "quotes", "title": block.title, "quotes": quotes, "empty": block.empty}
    assert isinstance(block, Table)
    rows = [[_said(cell) for cell in (row.name, *row.cells)] for row in block.rows]
    bars = [_bar(row) for row in block.rows] if block.half and any(row.bar for row in block.rows) else []
    table = {"kind": "table", "title": breakable(block.title), "head": list(block.head), "rows": rows, "bars": bars}
    columns = {"worded": list(block.worded), "wide": list(block.wide)}
    return {**table, **columns, "half": block.half, "empty": block.empty}


def _bar(row: Row) -> dict[str, Any]:
    """A share from 0 to 1 and the one before; None where there is none."""
    shares = [each.value if each else None for each in (row.bar, row.before)]
    return {"now": shares[0] or 0, "was": shares[1], "own": row.own}


def _figure(figure: Any) -> dict[str, Any]:
    now = figure.now
    long = now.style == "time"
    return {"long": long, "label": figure.label, "number": str(now), "margin": now.margin, "note": plain(figure.note)}


def _meta(quote: Any) -> str:
    told: Sentence = (quote.author, " · ", quote.place, " · ", quote.when, " · told ", quote.told, " times")
    return _said(told)


def _said(sentence: Sentence) -> str:
    return breakable(plain(sentence))
