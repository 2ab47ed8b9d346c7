"""A table that was sent to be imported, looked at before anything of it is kept: runs in a worker process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sources.tables import refused
from sources.tables.problems import Imported
from sources.tables.read import read_table
from sources.tables.row import RowReader
from storage.records import Mention

FIRST = 5
"""Mentions that are shown."""
MOST = 100
"""Problems that are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What it is.

    Attributes:
        rows: That can be used.
        refused: Rows that cannot.
        columns: Field -> header of the column that it is read from.
        first: The first mentions.
        problems, notes: As a report of the import would tell them, the first of them.
    """

    form: str = ""
    product: str = ""
    rows: int = 0
    refused: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    first: tuple[Mention, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def preview(path: Path, reading: RowReader, name: str) -> Preview:
    """Of the file."""
    found = read_file(path, reading, name)
    wrong = [each for each in found.problems if not each.is_note]
    return Preview(
        form=found.form,
        product=found.product or "",
        rows=len(found.mentions),
        refused=len({each.row for each in wrong if each.row and not each.kept}),
        columns=dict(found.columns),
        unread=(*found.unread, *found.made_anew),
        first=found.mentions[:FIRST],
        problems=tuple(map(str, wrong[:MOST])),
        notes=tuple(each.what for each in found.problems if each.is_note),
    )


def read_file(path: Path, reading: RowReader, name: str) -> Imported:
    """The whole of it."""
    return read_table(path.read_bytes(), reading, name=name)


def mend(path: Path, reading: RowReader, why: Mapping[int, str], to: Path) -> str:
    """Write the rows that were refused as a table of their own; the ending of the name it would have."""
    text, ending = refused.refused(path.read_bytes(), reading, why)
    encoding = "utf-8-sig" if ending == ".csv" else "utf-8"
    to.write_text(text, encoding=encoding, newline="")
    return ending
