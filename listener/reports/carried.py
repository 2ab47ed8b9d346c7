"""The data that a report carries along, so that it can be verified: read from a page, a PDF, a workbook, or JSON."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

from sources.tables.problems import UnreadableError
from sources.tables.workbook import measure
from storage.errors import ExportError

LARGEST = 64 << 20
SHEET, CELL = "Carried", 32_000
"""The sheet that nobody is shown, and how many letters stand in a cell of it: programs take no more than 32,767."""
PLAIN = {ord(each): f"\\u{ord(each):04x}" for each in "<>&_"}
"""Letters that mean something in a workbook, as JSON may write them; they stand in nothing but strings and names."""
ENCLOSED = re.compile(rb"/Type/EmbeddedFile.{0,300}?stream\r?\n", re.DOTALL)
"""Where the file that a PDF of ours encloses begins."""


def carried(file: bytes) -> Mapping[str, Any]:
    """What `page.data` gave. Raises ExportError where the file is no report, or was cut."""
    if len(file) > LARGEST:
        raise ExportError("the file is larger than any report")
    try:
        found = json.loads(_data(file))
        if not isinstance(found, dict) or found.get("format") != 1:
            raise ValueError
    except (ValueError, RecursionError, zlib.error, UnreadableError):
        raise ExportError("the file is no report of this program, or was cut: it carries no records") from None
    return found


def cells(data: Mapping[str, Any]) -> list[str]:
    """The data as texts in which no program finds anything to escape."""
    said = json.dumps(data, separators=(",", ":")).translate(PLAIN)
    return [said[at : at + CELL] for at in range(0, len(said), CELL)]


def _data(file: bytes) -> str | bytes:
    """JSON, or what stands in its place."""
    if file.startswith(b"%PDF-"):
        return _of_pdf(file)
    if file.startswith(b"PK"):
        return _of_workbook(file)
    return file if file.lstrip()[:1] == b"{" else _of_page(file)


def _of_page(page: bytes) -> str:
    from selectolax.lexbor import LexborHTMLParser

    node = LexborHTMLParser(page).css_first("script#listener-report")
    return str(node.text()) if node else ""


def _of_pdf(file: bytes) -> bytes:
    begins = ENCLOSED.search(file)
    return zlib.decompressobj().decompress(file[begins.end() :], LARGEST) if begins else b""


def _of_workbook(file: bytes) -> str:
    from python_calamine import CalamineError, load_workbook

    measure(file)
    try:
        rows = load_workbook(io.BytesIO(file)).get_sheet_by_name(SHEET).to_python()
    except CalamineError:
        return ""
    return "".join(str(row[0]) for row in rows)
