"""Workbooks as the text of a table: the sheet whose header is understood best.

XLSX is measured before it is read; the older formats, which cannot be measured without reading them, are read in a
process of their own whose memory and time are limited.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any

from sources.tables.apart import apart
from sources.tables.packing import LARGEST, Format, archive_of, bounded
from sources.tables.problems import UnreadableError
from sources.tables.shape import shape

MOST_CELLS = 8_000_000
"""Rows times columns of a sheet: a single cell in the last row makes all others exist."""
MOST_SHEETS = 50
TOO_MANY = f"a sheet has more than {MOST_CELLS:,} cells; save it as CSV, or split it"
CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\s[^>]*?\br=[\"']([A-Z]{0,3})(\d{1,7})[\"']")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
WHOLE = 1e15
"""Spreadsheets keep 15 digits of a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet as the text of a CSV table; row numbers are those of the sheet.

    Attributes:
        others: Names of sheets with something on them that are not read.
    """

    text: str
    name: str
    others: tuple[str, ...]


def sheet(data: bytes, names: Mapping[str, str], format: Format = "xlsx") -> Sheet:
    """The sheet of a workbook that is a table.

    Args:
        names: Headers that are understood in this file alone, see `shape`.

    Raises:
        UnreadableError: It is damaged, protected, empty, or too large.
    """
    texts = {name: text for name, text in _texts(data, format) if text.strip('\r\n,"')}
    if not texts:
        raise UnreadableError("all sheets of the workbook are empty")
    score = {name: found.understood if (found := shape(text, names)) else 0 for name, text in texts.items()}
    best = max(texts, key=lambda name: score[name])
    return Sheet(text=texts[best], name=best, others=tuple(name for name in texts if name != best))


def _texts(data: bytes, format: Format) -> Iterable[tuple[str, str]]:
    if format != "xlsx":
        return apart(data)
    measure(data)
    return written(data)


def written(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and text of every sheet, of whatever format, at whatever cost. Raises UnreadableError."""
    return ((name, _text(rows)) for name, rows in _sheets(data))


def measure(data: bytes) -> None:
    """Refuse an XLSX that would fill the memory: its size unpacked, and the area of its sheets. Raises
    UnreadableError."""
    archive, room = archive_of(data), LARGEST
    for member in archive.infolist():
        content = bounded(archive, member, room)
        room -= len(content)
        if SHEET.fullmatch(member.filename) and _area(content) > MOST_CELLS:
            raise UnreadableError(TOO_MANY)


def _area(content: bytes) -> int:
    rows = columns = 0
    for letters, number in CELL.findall(content):
        rows, columns = max(rows, int(number)), max(columns, _column(letters))
    return rows * columns


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _sheets(data: bytes) -> Iterator[tuple[str, Sequence[Sequence[Any]]]]:
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        workbook = load_workbook(BytesIO(data))
        for name in workbook.sheet_names[:MOST_SHEETS]:
            found = workbook.get_sheet_by_name(name)
            if found.total_height * found.total_width > MOST_CELLS:
                raise UnreadableError(TOO_MANY)
            yield name, found.to_python(skip_empty_area=False)
    except PasswordError as error:
        raise UnreadableError("the workbook has a password; save it without one, or as CSV") from error
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadableError(f"the workbook cannot be read ({error}); save it again, or as CSV") from error


def _text(rows: Sequence[Sequence[Any]]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: Any) -> str:
    """A cell as one would type it, dates in ISO order."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15G}" if not value.is_integer() or abs(value) >= WHOLE else str(int(value))
    if isinstance(value, datetime):
        return _to_the_millisecond(value).isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _to_the_millisecond(value: datetime) -> datetime:
    """A workbook holds days as fractions, which are a little beside what was meant."""
    near = value + timedelta(microseconds=500)
    return near.replace(microsecond=near.microsecond // 1000 * 1000)
