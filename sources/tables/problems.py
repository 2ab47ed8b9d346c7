"""What is wrong with a table, by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.records import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One thing wrong in a table.

    Attributes:
        row: Number of the row as a spreadsheet counts, from 1; 0: the file as a whole.
        column: Its header; "" where the row as a whole is meant.
        kept: Whether the row was used all the same, without this cell.
        body: The row as it came, where it was not used.
    """

    row: int
    column: str
    what: str
    kept: bool = False
    body: str = ""

    def __str__(self) -> str:
        if not self.row:
            return self.what
        where = f"row {self.row}" + (f", column {self.column}" if self.column else "")
        return f"{where}: {self.what} ({'the cell' if self.kept else 'the row'} was left out)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A table as mentions, and everything that was wrong with it.

    Attributes:
        rows: Native id -> number of the row.
        product: Whose export it was recognised as.
    """

    mentions: tuple[Mention, ...]
    problems: tuple[RowProblem, ...]
    rows: Mapping[str, int]
    product: str | None = None


class UnusableError(Exception):
    """A cell that makes its row unusable."""

    def __init__(self, column: str, what: str) -> None:
        self.column, self.what = column, what
        super().__init__(what)
