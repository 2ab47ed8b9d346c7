"""A workbook as a file: what Office Open XML asks of rows of texts, numbers and moments, written as they come.

A package that knows all of Excel spends three times as long on each cell. Here are two steps: a value becomes a cell
wherever it will stand, and rows of cells are put in their places. Nothing but the rows being written is in memory, and
a sheet goes into the archive without a file in between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from enum import IntEnum
from types import TracebackType
from typing import IO, BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from listener.exports.office import ENDING, MOST_ROWS, beginning, parts, properties

MOST_BYTES = 2**31 - 2**28
"""Of a sheet before it is packed. From two GiB on a sheet needs an extension of the archive that Excel complains of;
the rest is room for rows that are written together."""
_LEVEL = 5
"""Of packing: 1 makes a file a quarter larger in half of the time, 6 one that is hardly smaller."""

Cell = str
"""What stands in a cell, without its place; "" is nothing."""


class Style(IntEnum):
    """How a cell looks, by its place among the `cellXfs` of a workbook."""

    PLAIN = 0
    HEAD = 1
    MOMENT = 2
    LITERAL = 3
    """A text that Excel takes for one also when somebody edits it."""
    BOLD = 4
    SHARE = 5


_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 (a clock on the wall, as in a sheet)
"""On which the days of a sheet are counted, from March 1900 on."""
_DAY = 86_400
# Nothing else in a text can do anything in XML; what XML cannot say is written in the way that Excel reads.
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def text_cell(text: str, style: Style = Style.PLAIN) -> Cell:
    """A text, which is never a formula."""
    if not text:
        return ""
    if _ODD.search(text):
        text = _ODD.sub(_odd, text)
    kept = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f'{_STYLED[style]} t="inlineStr"><is><t{kept}>{text}</t></is></c>'


def number_cell(number: float, style: Style = Style.PLAIN) -> Cell:
    """A finite number."""
    return f"{_STYLED[style]}><v>{number!r}</v></c>"


def moment_cell(local: datetime) -> Cell:
    """A time of a clock on the wall, as a sheet reckons with it: the days since the last but one of 1899."""
    since = local.replace(tzinfo=None) - _FIRST_DAY
    return number_cell(since.days + (since.seconds + since.microseconds / 1e6) / _DAY, Style.MOMENT)


def _odd(found: re.Match[str]) -> str:
    return _WRITTEN.get(found[0]) or ("?" if "\ud800" <= found[0] <= "\udfff" else f"_x{ord(found[0]):04X}_")


class Book(AbstractContextManager["Book"]):
    """A workbook that is being written: sheet after sheet, row after row."""

    def __init__(
        self, out: BinaryIO, *, title: str, comments: str, created: datetime, most_rows: int = MOST_ROWS
    ) -> None:
        self._archive = ZipFile(out, "w", ZIP_DEFLATED, compresslevel=_LEVEL)
        self._said = properties(title, comments, created)
        self._most, self._names = most_rows, list[str]()
        self._sheet: Sheet | None = None

    @property
    def sheets(self) -> int:
        """How many were begun."""
        return len(self._names)

    def sheet(self, name: str, widths: Sequence[int], frozen: int = 0) -> Sheet:
        """Begin a sheet, with the widths of its columns in letters and so many rows that stay in sight; the one before
        it is done."""
        self._finish()
        self._names.append(name)
        out = self._archive.open(_part(f"xl/worksheets/sheet{self.sheets}.xml"), "w")
        self._sheet = Sheet(out, widths, frozen, self._most)
        return self._sheet

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()
        if error is None:
            for name, content in parts(self._names, self._said).items():
                self._archive.writestr(_part(name), content)
        self._archive.close()

    def __enter__(self) -> Self:
        return self

    def _finish(self) -> None:
        if self._sheet:
            self._sheet.finish()
            self._sheet = None


class Sheet:
    """A sheet that is being written."""

    def __init__(self, out: IO[bytes], widths: Sequence[int], frozen: int, most_rows: int) -> None:
        self._most, self._out, self._letters = most_rows, out, [letters(place) for place in range(len(widths))]
        self.rows, self._bytes = 0, 0
        self._write(beginning(widths, frozen))

    @property
    def room(self) -> int:
        """How many rows still fit."""
        return self._most - self.rows if self._bytes < MOST_BYTES else 0

    def add_row(self, cells: Sequence[Cell]) -> None:
        """A row below those before; columns on the right that are left out are empty."""
        self.add_rows([[cell] for cell in cells or ("",)])

    def add_rows(self, columns: Sequence[Sequence[Cell]]) -> None:
        """Rows below those before, column by column."""
        numbers = range(self.rows + 1, self.rows + 1 + len(columns[0]))
        placed = [
            [f'<c r="{letter}{number}"{cell}' if cell else "" for number, cell in zip(numbers, cells, strict=True)]
            for letter, cells in zip(self._letters, columns, strict=False)
        ]
        rows = zip(numbers, zip(*placed, strict=True), strict=True)
        self._write("".join([f'<row r="{number}">{"".join(cells)}</row>' for number, cells in rows]))
        self.rows += len(numbers)

    def finish(self) -> None:
        """Nothing comes any more."""
        self._write(ENDING)
        self._out.close()

    def _write(self, xml: str) -> None:
        data = xml.encode()
        self._bytes += len(data)
        self._out.write(data)


def letters(place: int) -> str:
    """The name of a column, of which the first is 0: A, B, …, Z, AA."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def _part(name: str) -> ZipInfo:
    """A file of the archive; without the time of writing, so that the same is written twice."""
    info = ZipInfo(name)
    info.compress_type, info._compresslevel = ZIP_DEFLATED, _LEVEL  # type: ignore[attr-defined]
    return info


_STYLED = {style: f' s="{style.value}"' if style else "" for style in Style}
