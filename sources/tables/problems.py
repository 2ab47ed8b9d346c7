"""What is wrong with a table, by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.records import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One thing wrong in a table, or, of the file as a whole and `kept`, merely to be known.

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

    @property
    def is_note(self) -> bool:
        """Whether nothing was lost."""
        return self.kept and not self.row

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
        form: What it is written in, as "cp1252" or "Excel workbook".
        columns: Field -> header of the column that it is read from; empty of JSON.
        unread: Headers of columns that mean nothing here; their cells are kept with each post.
        made_anew: Headers of columns of our own export that are not read, as they are made anew.
    """

    mentions: tuple[Mention, ...]
    problems: tuple[RowProblem, ...]
    rows: Mapping[str, int]
    product: str | None = None
    form: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    made_anew: tuple[str, ...] = ()


class UnreadableError(Exception):
    """A file of which nothing can be read; says what it is and what to do."""


class UnusableError(Exception):
    """A cell that makes its row unusable."""

    def __init__(self, column: str, what: str) -> None:
        self.column, self.what = column, what
        super().__init__(what)
