"""A report as an Excel workbook: its tables, native charts of its course and its shares, and every record."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from listener.exports.xlsx import fitting
from listener.reports.document import Course, Figures, Prose, Quotes, Report, Sentence, Table, plain
from listener.reports.native_charts import GREY, SOFT, course_chart, share_chart
from listener.reports.record import Record
from listener.wording.moments import full_stamp

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_NUMBERS = {
    "share": "0 %",
    "net": "+0.00;\u22120.00;0.00",
    "change": "+0 %;\u22120 %",
    "stars": "0.0",
    "times": '0.0" ×"',
    "time": "[h]:mm:ss",
}
DAY, MOMENT = "ddd d mmm yyyy", "yyyy-mm-dd hh:mm"
_WIDTHS = {"id": 48, "metric": 20, "scope": 20, "part": 28, "since": 17, "until": 17, "where": 24}
_COLUMNS = (*_WIDTHS, "value", "low", "high", "n", "unknown", "style")
WIDE, NARROW, HEIGHT, HIGHEST = 64, 22, 15, 409
"""Letters in the first column and in the others, points of a line, and of a row at most: not every program fits rows to
wrapped texts."""
Line = tuple[Sentence, Sequence[Sentence]]


def workbook(report: Report) -> bytes:
    """The file: the same bytes for the same report; made at another time, only its properties differ."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        made = report.made_at.astimezone(UTC)
        book.set_properties({"title": fitting(plain(report.title)), "author": "Listener", "created": made})
        _Book(book, report).write()
    return out.getvalue()


class _Book:
    """The sheets: what is told, the course and the shares with their charts, the records."""

    def __init__(self, book: Workbook, report: Report) -> None:
        self._book, self._report, self._zone = book, report, ZoneInfo(report.zone)
        self._title = book.add_format({"bold": True, "font_size": 16, "valign": "top"})
        self._bold = book.add_format({"bold": True, "valign": "top"})
        self._head = book.add_format({"font_color": SOFT, "bottom": 1, "bottom_color": GREY})
        self._words = book.add_format({"font_color": SOFT, "bottom": 1, "bottom_color": GREY, "indent": 1})
        self._right = book.add_format(
            {"font_color": SOFT, "bottom": 1, "bottom_color": GREY, "align": "right", "indent": 1}
        )
        self._soft = book.add_format({"font_color": SOFT})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._cells = book.add_format({"text_wrap": True, "valign": "top", "indent": 1})
        self._styles: dict[str, Format] = {}
        self._shares: list[tuple[str, int, int]] = []

    def write(self) -> None:
        self._summary(self._book.add_worksheet("Report"))
        courses = [block for block in self._report.blocks if isinstance(block, Course)]
        for number, course in enumerate(courses, 1):
            name = "Course" if number == 1 else f"Course {number}"
            self._course(self._book.add_worksheet(name), name, course)
        if self._shares:
            self._charts(self._book.add_worksheet("Shares"))
        self._records(self._book.add_worksheet("Records"))

    def _summary(self, sheet: Worksheet) -> None:
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, WIDE)
        sheet.set_column(1, 6, NARROW)
        _printed(sheet)
        head = (self._report.label, self._report.period, plain(self._report.title), *map(plain, self._report.summary))
        for row, text in enumerate(head):
            sheet.write_string(row, 0, self._text(text), self._title if row == 2 else None)
        sheet.set_row(2, 24)
        row = len(head) + 1
        for block in self._report.blocks:
            row = self._block(sheet, row, block)
        made = full_stamp(self._report.made_at, self._zone)
        foot = f"± holds 95 of 100. Times are in {self._report.zone}. Made {made}."
        sheet.write_string(row, 0, foot, self._soft)

    def _block(self, sheet: Worksheet, row: int, block: object) -> int:
        """Write a block from a row on; the row after it."""
        if isinstance(block, Figures):
            for each in block.figures:
                self._line(sheet, row, ((each.label,), [(each.now,), (each.now.margin,), (plain(each.note),)]))
                row += 1
        elif isinstance(block, Prose | Quotes | Table):
            if block.title:
                sheet.write_string(row, 0, self._text(block.title), self._bold)
                row += 1
            row = self._lines(sheet, row, block)
        else:
            return row
        return row + 1

    def _lines(self, sheet: Worksheet, row: int, block: Prose | Quotes | Table) -> int:
        if isinstance(block, Prose):
            for sentence in block.sentences:
                sheet.write_string(row, 0, self._text(plain(sentence)))
                row += 1
            return row
        if not (block.quotes if isinstance(block, Quotes) else block.rows):
            sheet.write_string(row, 0, self._text(block.empty))
            return row + 1
        row = self._names(sheet, row, block)
        if isinstance(block, Table) and block.half and any(each.bar for each in block.rows):
            self._shares.append((block.title, row, row + len(block.rows) - 1))
        for line in _quoted(block) if isinstance(block, Quotes) else ((each.name, each.cells) for each in block.rows):
            self._line(sheet, row, line)
            row += 1
        return row

    def _names(self, sheet: Worksheet, row: int, block: Quotes | Table) -> int:
        """What its columns are called."""
        names = ("", "told, times", "by", "where", "when", "address") if isinstance(block, Quotes) else block.head
        words = (False, True, True, True, True) if isinstance(block, Quotes) else block.worded
        sheet.write_string(row, 0, self._text(names[0]), self._head)
        for place, (name, worded) in enumerate(zip(names[1:], words, strict=True), 1):
            sheet.write_string(row, place, self._text(name), self._words if worded else self._right)
        return row + 1

    def _line(self, sheet: Worksheet, row: int, line: Line) -> None:
        name, cells = line
        sheet.write_string(row, 0, self._text(plain(name)), self._wrap)
        for place, cell in enumerate(cells, 1):
            self._cell(sheet, row, place, cell)
        _fit(sheet, row, [(plain(name), WIDE), *((plain(cell), NARROW) for cell in cells)])

    def _cell(self, sheet: Worksheet, row: int, place: int, cell: Sentence) -> None:
        record = cell[0] if len(cell) == 1 else None
        if isinstance(record, Record) and record.value is not None:
            self._number(sheet, row, place, record)
        else:
            sheet.write_string(row, place, self._text(plain(cell)), self._cells)

    def _number(self, sheet: Worksheet, row: int, place: int, record: Record) -> None:
        """As a number that Excel reckons with; a length of time is part of a day there."""
        value = record.value or 0
        number = value / timedelta(days=1).total_seconds() if record.style == "time" else value
        sheet.write_number(row, place, number, self._style(_NUMBERS.get(record.style, "#,##0")))

    def _style(self, pattern: str) -> Format:
        if pattern not in self._styles:
            self._styles[pattern] = self._book.add_format(
                {"num_format": pattern, "align": "right", "indent": 1, "valign": "top"}
            )
        return self._styles[pattern]

    def _text(self, text: str) -> str:
        return _inert(fitting(text))

    def _course(self, sheet: Worksheet, name: str, course: Course) -> None:
        """Stretch by stretch, with what is usual and what happened, and a chart of them."""
        _printed(sheet)
        negative = [("negative", 12, self._right)] if course.negative else []
        head = [(course.each, 20, self._head), ("mentions", 12, self._right), ("usually at least", 16, self._right)]
        head += [("usually at most", 16, self._right), *negative, ("what happened", 60, self._words)]
        for place, (text, width, style) in enumerate(head):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, text, style)
        sheet.freeze_panes(1, 0)
        told, last = _by_bucket(course), len(head) - 1
        for row, ((_, record), usual) in enumerate(zip(course.days, course.ranges, strict=True), 1):
            local = record.since.astimezone(self._zone).replace(tzinfo=None)
            sheet.write_datetime(row, 0, local, self._style(MOMENT if course.bars else DAY))
            self._number(sheet, row, 1, record)
            for place, end in enumerate(usual or (), 2):
                sheet.write_number(row, place, end, self._style("#,##0"))
            if course.negative:
                self._number(sheet, row, 4, course.negative[row - 1])
            happened = "\n".join(told.get(row - 1, ()))
            sheet.write_string(row, last, self._text(happened), self._cells)
            _fit(sheet, row, [(happened, 60)])
        sheet.insert_chart(1, last + 2, course_chart(self._book, name, course))

    def _charts(self, sheet: Worksheet) -> None:
        """The shares of the report's tables beside those before, two charts in a row."""
        sheet.hide_gridlines(2)
        _printed(sheet)
        for number, (title, first, last) in enumerate(self._shares):
            chart = share_chart(self._book, "Report", title, first, last)
            sheet.insert_chart(number // 2 * 16, number % 2 * 8, chart)

    def _records(self, sheet: Worksheet) -> None:
        _printed(sheet)
        sheet.freeze_panes(1, 1)
        for place, name in enumerate(_COLUMNS):
            sheet.set_column(place, place, _WIDTHS.get(name, 12))
            sheet.write_string(0, place, name, self._head)
        for row, record in enumerate(self._report.records, 1):
            for place, name in enumerate(_COLUMNS):
                self._plain(sheet, row, place, getattr(record, name))
        sheet.autofilter(0, 0, len(self._report.records), len(_COLUMNS) - 1)

    def _plain(self, sheet: Worksheet, row: int, place: int, value: object) -> None:
        if isinstance(value, datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            sheet.write_datetime(row, place, local, self._style(MOMENT))
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value)
        elif value is not None:
            sheet.write_string(row, place, self._text(str(value)))


def _fit(sheet: Worksheet, row: int, texts: Sequence[tuple[str, int]]) -> None:
    """Make a row as high as its texts are in columns of so many letters."""
    lines = (sum(-(-len(line) // (width - 1)) or 1 for line in text.split("\n")) for text, width in texts)
    sheet.set_row(row, min(HEIGHT * max(lines), HIGHEST))


def _printed(sheet: Worksheet) -> None:
    """On paper it is as wide as a page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _quoted(block: Quotes) -> Iterator[Line]:
    for each in block.quotes:
        yield (each.text,), [(each.told,), (each.author,), (each.place,), (each.when,), (each.link or "",)]


def _by_bucket(course: Course) -> dict[int, list[str]]:
    """What happened, by the place of its stretch; with its letter, which stands in the chart."""
    found: dict[int, list[str]] = {}
    for note in course.notes:
        found.setdefault(note.day, []).append(f"{note.mark}  {plain(note.said)}")
    return found


def _inert(text: str) -> str:
    """The text so that the package takes it for nothing but text: what stands between these two it would write into the
    sheet's XML as it is. The blank behind it is not seen."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
