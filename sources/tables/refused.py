"""The rows of a table that could not be used, as a table of their own: to be mended there and imported again."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import StringIO

from sources.tables import ndjson
from sources.tables.columns import REFUSED_BECAUSE
from sources.tables.problems import RowProblem
from sources.tables.read import Document
from sources.tables.row import RowReader
from sources.tables.rows import Unreadable

BROKEN = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def refused(data: bytes, reading: RowReader, why: Mapping[int, str]) -> tuple[str, str]:
    """The text of that table, and the ending of its name: NDJSON for JSON, CSV for everything else.

    A column, or a field, says why each row was refused; an import passes over it.

    Args:
        data: Of the file as it was read.
        why: Number of a row -> what is wrong with it.
    """
    document = Document.of(data, reading)
    found = _rows(document, why) if document.grid else _objects(document.text, why)
    return found.translate(BROKEN), ".csv" if document.grid else ".ndjson"


def _rows(document: Document, why: Mapping[int, str]) -> str:
    assert document.grid
    written = StringIO()
    table = csv.writer(written, lineterminator="\n")
    header = document.grid.header
    table.writerow([*header, REFUSED_BECAUSE])
    for number, row in document.grid.rows():
        if number in why:
            cells = [row[0].rstrip("\n")] if isinstance(row, Unreadable) else list(row)
            table.writerow([*cells, *[""] * (len(header) - len(cells)), why[number]])
    return written.getvalue()


def _objects(text: str, why: Mapping[int, str]) -> str:
    key = REFUSED_BECAUSE.replace(" ", "_")
    lines = []
    for number, value in ndjson.objects(text):
        if number in why:
            lines.append(value.body if isinstance(value, RowProblem) else json.dumps({**value, key: why[number]}))
    return "".join(f"{line}\n" for line in lines)
