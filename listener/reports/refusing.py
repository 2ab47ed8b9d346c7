"""The check that no number is shown without its record, and none otherwise than its record says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from listener.reports.document import (
    Course,
    Figures,
    Prose,
    Quotes,
    Report,
    Said,
    Sentence,
    Table,
    When,
)
from listener.reports.record import Record, by_id
from storage.errors import ExportError

_NOT_OURS = "data, time, .said, .def, svg, script, style, title, head"
_DIGIT = re.compile(r"\d")


def refuse_report(report: Report) -> None:
    """The same of a report before it is set in any format: words of ours hold no digit, and each number in a sentence
    is one of its records. Raises ExportError that names it."""
    known = by_id(report.records)
    for sentence in _sentences(report):
        for piece in sentence:
            if isinstance(piece, Record):
                if known.get(piece.id) != piece:
                    raise ExportError(f"the report shows {str(piece)!r} and has no such record; it was not made")
            elif not isinstance(piece, Said | When) and _DIGIT.search(piece):
                raise ExportError(f"the report shows a number that has no record: “{piece.strip()}”; it was not made")


def _sentences(report: Report) -> Iterator[Sentence]:
    """Everything that is shown, besides posts, which are others' words."""
    yield from (report.title, *report.summary)
    names = _names(report)
    for block in report.blocks:
        match block:
            case Figures():
                yield from (each for one in block.figures for each in ((one.label,), (one.now,), one.note))
            case Prose():
                yield from ((_without(names, block.title),), *block.sentences)
            case Table():
                yield from (each for row in block.rows for each in (row.name, *row.cells))
                yield (_without(names, block.title), *block.head, block.empty)
            case Course():
                yield (_without(names, block.title), block.each, *(record for _, record in block.days), *block.negative)
                yield from (note.said for note in block.notes)
            case Quotes():
                yield (block.title, block.empty, *(quote.told for quote in block.quotes))


def _names(report: Report) -> list[str]:
    """Whom it is about, the longest first: a name may hold digits and another name."""
    compared = [name for name, _ in report.recipe.get("compared", ())]
    return sorted({*report.recipe.get("brands", ()), *compared}, key=len, reverse=True)


def _without(names: Iterable[str], title: str) -> str:
    """A title as far as it is ours."""
    for name in names:
        title = title.replace(name, "")
    return title


def refuse(html: str, records: Iterable[Record]) -> None:
    """Raises ExportError that names the number.

    Numbers stand in `data` elements with the id of their record. Moments, what others said, definitions and pictures
    (whose numbers are those of the course's records) are marked; in what is left of the page there is no digit.
    """
    from selectolax.lexbor import LexborHTMLParser

    tree, known = LexborHTMLParser(html), by_id(records)
    for node in tree.css("data"):
        record = known.get(node.attributes.get("value") or "")
        if record is None:
            raise ExportError(f"the report shows {node.text().strip()!r} and names no record; it was not made")
        if node.text().strip() not in (str(record), record.margin):
            said = f"{node.text().strip()!r} where {record.id} is {str(record)!r}"
            raise ExportError(f"the report shows {said}; it was not made")
    for node in tree.css(_NOT_OURS):
        node.decompose()
    left = tree.body.text(separator=" ") if tree.body else ""
    if found := _DIGIT.search(left):
        around = " ".join(left[max(0, found.start() - 30) : found.end() + 30].split())
        raise ExportError(f"the report shows a number that has no record: “{around}”; it was not made")
