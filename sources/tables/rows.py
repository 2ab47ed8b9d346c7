"""The rows of a table's text, whatever its quotes do."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

LARGEST_CELL = 1 << 24
MOST_RESTARTS = 10
# A backslash before a quotation mark inside of a cell; behind a mark that ended the cell only a separator may stand.
ESCAPED = re.compile(r'(?<!\\)(?:\\\\)*\\"(?=[^",;\t|\n])')
BACKSLASHES = re.compile(r'(\\+)"')


class Unreadable(list[str]):
    """A row that opens a quote and never closes it; the rows behind it are read all the same."""


def doubled(text: str) -> str:
    """A table in which quotation marks inside of cells have a backslash before them, with marks doubled instead."""
    if not ESCAPED.search(text):
        return text
    return BACKSLASHES.sub(lambda found: "\\" * (len(found[1]) // 2) + '"' * (1 + len(found[1]) % 2), text)


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
