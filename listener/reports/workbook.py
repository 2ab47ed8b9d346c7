"""A report as an Excel workbook: its tables, a native chart of the days, and every record."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from listener.report.xlsx import inert
from listener.reports.document import Course, Figures, Prose, Quotes, Report, Sentence, Table, plain
from listener.reports.record import Record

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORMATS = {
    "share": "0 %",
    "net": "+0.00;\u22120.00;0.00",
    "change": "+0 %;\u22120 %",
    "stars": "0.0",
    "times": '0.0" ×"',
}
_COLUMNS = ("id", "metric", "scope", "part", "since", "until", "where", "value", "low", "high", "n", "unknown")


def workbook(report: Report) -> bytes:
    """The file."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}) as book:
        book.set_properties({"title": plain(report.title), "created": report.made_at})
        _Book(book, report).write()
    return out.getvalue()


class _Book:
    """The sheets: what is told, the days with their chart, the records."""

    def __init__(self, book: Workbook, report: Report) -> None:
        self._book, self._report = book, report
        self._bold = book.add_format({"bold": True})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._styles: dict[str, Format] = {}

    def write(self) -> None:
        self._told(self._book.add_worksheet("Report"))
        courses = [block for block in self._report.blocks if isinstance(block, Course)]
        for number, course in enumerate(courses, 1):
            name = "Days" if number == 1 else f"Days {number}"
            self._days(self._book.add_worksheet(name), name, course)
        self._records(self._book.add_worksheet("Records"))

    def _told(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 6, 16)
        head = (self._report.label, self._report.period, plain(self._report.title), *map(plain, self._report.summary))
        for row, text in enumerate(head):
            sheet.write_string(row, 0, inert(text), self._bold if row == 2 else self._wrap)
        row = len(head) + 1
        for block in self._report.blocks:
            row = self._block(sheet, row, block)

    def _block(self, sheet: Worksheet, row: int, block: object) -> int:
        """Write a block from a row on; the row after it."""
        if isinstance(block, Figures):
            for each in block.figures:
                self._line(sheet, row, (each.label,), [(each.now,), (plain(each.note),)])
                row += 1
        elif isinstance(block, Prose | Quotes | Table):
            sheet.write_string(row, 0, inert(block.title), self._bold)
            row = self._lines(sheet, row + 1, block)
        return row + 1

    def _lines(self, sheet: Worksheet, row: int, block: Prose | Quotes | Table) -> int:
        if isinstance(block, Prose):
            lines: list[tuple[Sentence, list[Sentence]]] = [(sentence, []) for sentence in block.sentences]
        elif isinstance(block, Quotes):
            lines = [
                ((each.text,), [(each.told,), (each.author,), (each.place,), (each.when,)]) for each in block.quotes
            ]
        else:
            lines = [(tuple(block.head[:1]), [(name,) for name in block.head[1:]])]
            lines += [(each.name, list(each.cells)) for each in block.rows]
        for name, cells in lines:
            self._line(sheet, row, name, cells)
            row += 1
        return row

    def _line(self, sheet: Worksheet, row: int, name: Sentence, cells: list[Sentence]) -> None:
        sheet.write_string(row, 0, inert(plain(name)), self._wrap)
        for place, cell in enumerate(cells, 1):
            self._cell(sheet, row, place, cell)

    def _cell(self, sheet: Worksheet, row: int, place: int, cell: Sentence) -> None:
        record = cell[0] if len(cell) == 1 else None
        if isinstance(record, Record) and record.value is not None and record.style != "time":
            sheet.write_number(row, place, record.value, self._style(record.style))
        else:
            sheet.write_string(row, place, inert(plain(cell)))

    def _style(self, style: str) -> Format:
        if style not in self._styles:
            self._styles[style] = self._book.add_format({"num_format": _FORMATS.get(style, "#,##0")})
        return self._styles[style]

    def _days(self, sheet: Worksheet, name: str, course: Course) -> None:
        sheet.write_row(0, 0, ("day", "mentions", "what happened"), self._bold)
        for note in course.notes:
            sheet.write_string(note.day + 1, 2, inert(plain(note.said)))
        for row, (day, record) in enumerate(course.days, 1):
            sheet.write_string(row, 0, day)
            sheet.write_number(row, 1, record.value or 0)
        last = len(course.days)
        chart = self._book.add_chart({"type": "line"})
        chart.add_series({
            "name": course.title,
            "categories": [name, 1, 0, last, 0],
            "values": [name, 1, 1, last, 1],
            "line": {"color": "#1a1a18", "width": 1.75},
        })  # fmt: skip
        chart.set_legend({"none": True})
        chart.set_size({"width": 720, "height": 280})
        sheet.insert_chart("E2", chart)

    def _records(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 44)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, _COLUMNS, self._bold)
        for row, record in enumerate(self._report.records, 1):
            plain_row = record.plain()
            for place, name in enumerate(_COLUMNS):
                value = plain_row[name]
                if isinstance(value, int | float):
                    sheet.write_number(row, place, value)
                elif value is not None:
                    sheet.write_string(row, place, inert(str(value)[:32_767]))
