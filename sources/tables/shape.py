"""The separator and the header of a table, found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sources.tables import columns
from sources.tables.rows import rows

SEPARATORS = ",;\t|"
# Brandwatch writes six rows before the header; others a title and an empty row.
DEEPEST_HEADER = 20
READ = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a table is written.

    Attributes:
        row: Number of the header's row, from 1.
        understood: How many of its columns are.
    """

    separator: str
    row: int
    header: Sequence[str]
    understood: int


def shape(text: str, names: Mapping[str, str] | None = None) -> Shape | None:
    """The separator and the row under which most columns are understood; None if there is no such row.

    Args:
        names: Field -> header, for headers that are understood in this table alone.
    """
    best: Shape | None = None
    for separator in SEPARATORS:
        for number, row in enumerate(rows(text[:READ], separator), 1):
            if number > DEEPEST_HEADER:
                break
            found = columns.known(row, names or {})
            if found > (best.understood if best else 0):
                best = Shape(separator=separator, row=number, header=row, understood=found)
    return best
