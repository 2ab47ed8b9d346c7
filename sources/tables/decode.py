"""Bytes of a table as text, and its separator and header found."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sources.tables import columns

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SEPARATORS = ",;\t|"
# Brandwatch writes six rows before the header; others a title and an empty row.
DEEPEST_HEADER = 20
LARGEST_CELL = 1 << 24
MOST_RESTARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a table is written.

    Attributes:
        row: Number of the header's row, from 1.
    """

    separator: str
    row: int
    header: Sequence[str]


def decoded(data: bytes) -> str:
    """By byte-order mark; else UTF-16 by its zeros; else UTF-8 if valid (its end may be cut); else Windows-1252.
    Lines end with \n."""
    return _text(data).replace("\r\n", "\n").replace("\r", "\n")


def _text(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    start = data[:400]
    if start.count(0) * 3 > len(start):
        return data.decode("utf-16-le" if start[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def shape(text: str) -> Shape | None:
    """The separator and the row under which most columns are understood; None if there is no such row."""
    best: Shape | None = None
    score = 0
    start = text[:200_000]
    for separator in SEPARATORS:
        for number, row in enumerate(rows(start, separator), 1):
            if number > DEEPEST_HEADER:
                break
            if (found := columns.known(row)) > score:
                best, score = Shape(separator=separator, row=number, header=row), found
    return best


class Unreadable(list[str]):
    """A row that opens a quote and never closes it; the rows behind it are read all the same."""


def rows(text: str, separator: str) -> Iterator[list[str]]:
    """Every row, empty ones too."""
    csv.field_size_limit(LARGEST_CELL)
    start, restarts = 0, 0
    while start < len(text):
        lines = _Lines(text, start)
        reader = csv.reader(lines, delimiter=separator)
        for row in _until_broken(reader):
            if lines.end == len(text) and lines.unbalanced() and restarts < MOST_RESTARTS:
                break
            yield row
            lines.mark()
        if lines.row == len(text):
            return
        restarts += 1
        start = text.find("\n", lines.row) + 1 or len(text)
        yield Unreadable([text[lines.row : start]])


def _until_broken(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:  # a cell beyond the limit: a quote that was never closed
        return


class _Lines:
    """The lines of a text from a place on.

    Attributes:
        row: Where the current row begins.
        end: Where the last line that was handed out ends.
    """

    def __init__(self, text: str, start: int) -> None:
        self._text, self.row, self.end = text, start, start

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        start = self.end
        if start >= len(self._text):
            raise StopIteration
        self.end = self._text.find("\n", start) + 1 or len(self._text)
        return self._text[start : self.end].replace("\x00", "")

    def unbalanced(self) -> bool:
        """Whether the current row spans lines only because a quote is missing."""
        return self._text.count('"', self.row, self.end) % 2 == 1 and "\n" in self._text[self.row : self.end - 1]

    def mark(self) -> None:
        """The current row is done."""
        self.row = self.end
