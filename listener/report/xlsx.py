"""Mentions as an Excel workbook: one row a mention, written row by row, numbers and moments as what they are.

Excel's own limits are kept without losing a row or breaking the file: what does not fit on a sheet goes on on the next,
what does not fit in a cell is cut with a mark. Addresses are text, since a sheet takes 65,530 links and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO
from zoneinfo import ZoneInfo

from listener.report.columns.base import Column, Typed
from listener.report.csv import comes_twice, written_moment
from listener.report.layout import Layout
from listener.report.unread import ALL, Unread
from sources.tables.formulas import guarded, is_taken, unguarded
from storage.errors import ExportError
from storage.records import StoredMention

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
MOST_LETTERS = 32_767
"""Of a cell, in UTF-16 units as Excel counts."""
MARK = " […cut: a cell of Excel holds 32,767 characters]"
MOMENT = "yyyy-mm-dd hh:mm:ss"
UNREAD = ("source", "not read since", "until", "usually brings")
_WIDTHS = {"title": 40, "text": 60, "url": 30, "published_at": 19, "collected_at": 19}


def write(
    rows: Iterable[StoredMention],
    out: BinaryIO,
    layout: Layout,
    zone: ZoneInfo,
    now: datetime,
    most_rows: int = MOST_ROWS,
) -> int:
    """Write a workbook at flat memory; how many mentions that were."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    with TemporaryDirectory(prefix="listener-xlsx-") as folder:
        options = {"constant_memory": True, "tmpdir": folder, "strings_to_urls": False, "in_memory": False}
        try:
            with Workbook(out, options) as book:
                book.set_properties({"title": "Mentions", "comments": f"Times are in {zone.key}.", "created": now})
                count = _Sheets(book, layout, zone, now, most_rows).write(rows)
                if layout.unread:
                    _write_unread(book, layout.unread, zone)
                return count
        except XlsxWriterException as error:
            raise ExportError(f"the workbook cannot be written: {error}") from error


class _Sheets:
    """The sheets of a workbook, one after the other."""

    def __init__(self, book: Workbook, layout: Layout, zone: ZoneInfo, now: datetime, most_rows: int) -> None:
        self._book, self._layout, self._zone, self._most = book, layout, zone, most_rows
        self._above = layout.preface(now, zone)
        self._first = len(self._above) + 1
        self._bold = book.add_format({"bold": True, "bottom": 1})
        self._moment = book.add_format({"num_format": MOMENT})
        self._literal = book.add_format({"quote_prefix": True})

    def write(self, rows: Iterable[StoredMention]) -> int:
        count, sheet, row = 0, self._sheet(1), self._first
        for stored in rows:
            if row == self._most:
                sheet, row = self._sheet(count // (self._most - self._first) + 1), self._first
            self._write_row(sheet, row, stored)
            count, row = count + 1, row + 1
        return count

    def _sheet(self, number: int) -> Worksheet:
        """A sheet with what stands above the rows."""
        sheet = self._book.add_worksheet("Mentions" if number == 1 else f"Mentions {number}")
        for place, column in enumerate(self._layout.columns):
            sheet.set_column(place, place, _WIDTHS.get(column.name.lower(), 14))
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})  # ids are text on purpose
        sheet.freeze_panes(self._first, 0)
        for row, cells in enumerate(self._above):
            for place, text in enumerate(cells):
                self._text(sheet, row, place, text)
        for place, column in enumerate(self._layout.columns):
            sheet.write_string(self._first - 1, place, column.name, self._bold)
        return sheet

    def _write_row(self, sheet: Worksheet, row: int, stored: StoredMention) -> None:
        for place, column in enumerate(self._layout.columns):
            value = column.value(stored)
            if value is None or value == "" or value == ():
                continue
            if isinstance(value, str):
                self._text(sheet, row, place, value)
            elif isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(row, place, value)
            else:
                self._other(sheet, row, place, column, value)

    def _other(self, sheet: Worksheet, row: int, place: int, column: Column, value: Typed) -> None:
        if isinstance(value, datetime):
            self._moment_cell(sheet, row, place, column, value.astimezone(self._zone))
        elif isinstance(value, tuple):
            self._text(sheet, row, place, (column.style or "; ").join(value))
        else:
            self._text(sheet, row, place, "yes" if value else "no")

    def _moment_cell(self, sheet: Worksheet, row: int, place: int, column: Column, local: datetime) -> None:
        """A date that Excel can reckon with; text where that would lose something: the offset in the hour that a night
        in autumn has twice, parts of a thousandth of a second, years before Excel's, another product's pattern."""
        exact = not (local.microsecond % 1000 or local.year < 1901 or comes_twice(local))
        if exact and not column.style:
            sheet.write_datetime(row, place, local.replace(tzinfo=None), self._moment)
        else:
            self._text(sheet, row, place, written_moment(local, column.style))

    def _text(self, sheet: Worksheet, row: int, place: int, text: str) -> None:
        """As a string, which is never a formula; of what looks like one Excel is told so, for whoever edits it."""
        if text.isidentifier():
            sheet.write_string(row, place, text)
            return
        written = inert(fitting(text if unguarded(text) == text else guarded(text)))
        sheet.write_string(row, place, written, self._literal if is_taken(written) else None)


def _write_unread(book: Workbook, unread: Unread, zone: ZoneInfo) -> None:
    """The last sheet: which sources could not be read when."""
    sheet, bold = book.add_worksheet("Not read"), book.add_format({"bold": True})
    moment, share = book.add_format({"num_format": MOMENT}), book.add_format({"num_format": "0%"})
    sheet.set_column(0, 3, 20)
    sheet.write_string(0, 0, inert(fitting(unread.sentence or ALL)))
    for place, name in enumerate(UNREAD):
        sheet.write_string(1, place, name, bold)
    for row, each in enumerate(unread.stretches, 2):
        sheet.write_string(row, 0, inert(each.source))
        for place, when in enumerate((each.since, each.until), 1):
            if when:
                sheet.write_datetime(row, place, when.astimezone(zone).replace(tzinfo=None), moment)
        sheet.write_number(row, 3, each.share, share)


def inert(text: str) -> str:
    """The text so that the package takes it for nothing but text: what stands between these two it would write into the
    sheet's XML as it is. The blank behind it is not seen, and an import leaves it out."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def fitting(text: str) -> str:
    """The text as far as a cell holds it."""
    if len(text) * 2 <= MOST_LETTERS or _units(text) <= MOST_LETTERS:
        return text
    room = (MOST_LETTERS - _units(MARK)) * 2
    return text.encode("utf-16-le", "replace")[:room].decode("utf-16-le", "ignore") + MARK


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
