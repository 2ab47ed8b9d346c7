"""The check that no number is shown without its record, and none otherwise than its record says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from listener.reports.record import Record, by_id
from storage.errors import ExportError

_NOT_OURS = "data, time, .said, .def, svg, script, style, title, head"
_DIGIT = re.compile(r"\d")


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
