"""Mentions, or incidents, as an Excel workbook: one row each, written some rows at a time, numbers and moments as what
they are.

Excel's own limits are kept without losing a row or breaking the file: what does not fit on a sheet goes on on the next,
what does not fit in a cell is cut with a mark. Addresses are text, since a sheet takes 65,530 links and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from math import isfinite
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from listener.exports.columns.base import Column
from listener.exports.csv import comes_twice, written_moment
from listener.exports.layout import Layout
from listener.exports.office import MOST_ROWS
from listener.exports.spreadsheet import Book, Cell, Sheet, Style, moment_cell, number_cell, text_cell
from listener.exports.unread import ALL, Unread
from sources.tables.formulas import guarded, is_taken, unguarded

MOST_LETTERS = 32_767
"""Of a cell, in UTF-16 units as Excel counts."""
MARK = " […cut: a cell of Excel holds 32,767 characters]"
UNREAD = ("source", "not read since", "until", "usually brings")
ROWS = 100
"""That are made cells of together, column by column."""
_WIDTHS = {"title": 40, "text": 60, "url": 30, "published_at": 19, "collected_at": 19}


def write(
    rows: Iterable[object],
    out: BinaryIO,
    layout: Layout,
    zone: ZoneInfo,
    now: datetime,
    most_rows: int = MOST_ROWS,
) -> int:
    """Write a workbook at flat memory; how many that were."""
    coming, count = iter(rows), 0
    with Book(out, title=layout.title, comments=f"Times are in {zone.key}.", created=now, most_rows=most_rows) as book:
        sheet = _sheet(book, layout, zone, now)
        empty = sheet.room
        while some := list(islice(coming, min(ROWS, sheet.room or empty))):
            sheet = sheet if sheet.room else _sheet(book, layout, zone, now)
            sheet.add_rows([cells(column, map(column.value, some), zone) for column in layout.columns])
            count += len(some)
        if layout.unread:
            _write_unread(book, layout.unread, zone)
    return count


def _sheet(book: Book, layout: Layout, zone: ZoneInfo, now: datetime) -> Sheet:
    """A sheet with what stands above the rows."""
    above = layout.preface(now, zone)
    widths = [_WIDTHS.get(column.name.lower(), 14) for column in layout.columns]
    name = f"{layout.title} {book.sheets + 1}" if book.sheets else layout.title
    sheet = book.sheet(name, widths, frozen=len(above) + 1)
    for texts in above:
        sheet.add_row([text(said) for said in texts])
    sheet.add_row([text_cell(column.name, Style.HEAD) for column in layout.columns])
    return sheet


def cells(column: Column, values: Iterable[Any], zone: ZoneInfo) -> list[Cell]:
    """Values of a column as cells that keep their types."""
    match column.type:
        case "text":
            return [text(said) if said else "" for said in values]
        case "list":
            between = column.style or "; "
            return [text(between.join(texts)) if texts else "" for texts in values]
        case "moment":
            return [_moment(moment.astimezone(zone), column.style) if moment else "" for moment in values]
        case "yes/no":
            return ["" if answer is None else text_cell("yes" if answer else "no") for answer in values]
    return ["" if number is None else _number(number) for number in values]


def text(said: str) -> Cell:
    """As a string, which is never a formula; of what looks like one Excel is told so, for whoever edits it."""
    if said.isidentifier():  # most cells hold one plain word, and looking closely is slow
        return text_cell(fitting(said))
    written = fitting(said if unguarded(said) == said else guarded(said))
    return text_cell(written, Style.LITERAL if is_taken(written) else Style.PLAIN)


def _moment(local: datetime, pattern: str) -> Cell:
    """A date that Excel can reckon with; text where that would lose something: the offset in the hour that a night in
    autumn has twice, parts of a thousandth of a second, years before Excel's, another product's pattern."""
    if pattern or local.microsecond % 1000 or local.year < 1901 or comes_twice(local):
        return text(written_moment(local, pattern))
    return moment_cell(local)


def _number(number: float) -> Cell:
    """What is no number to a sheet, as infinity, is said in words."""
    return number_cell(number) if isfinite(number) else text_cell(str(number))


def _write_unread(book: Book, unread: Unread, zone: ZoneInfo) -> None:
    """The last sheet: which sources could not be read when."""
    sheet = book.sheet("Not read", [20] * len(UNREAD))
    sheet.add_row([text_cell(fitting(unread.sentence or ALL))])
    sheet.add_row([text_cell(name, Style.BOLD) for name in UNREAD])
    for each in unread.stretches:
        moments = (moment_cell(when.astimezone(zone)) if when else "" for when in (each.since, each.until))
        sheet.add_row([text_cell(each.source), *moments, number_cell(each.share, Style.SHARE)])


def fitting(text: str) -> str:
    """The text as far as a cell holds it."""
    if len(text) * 2 <= MOST_LETTERS or _units(text) <= MOST_LETTERS:
        return text
    room = (MOST_LETTERS - _units(MARK)) * 2
    return text.encode("utf-16-le", "replace")[:room].decode("utf-16-le", "ignore") + MARK


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2
