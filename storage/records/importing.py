"""Files that somebody has sent to be imported, looked at first and read in beside everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage.records.people import Actor

UploadStatus = Literal["tried", "waiting", "running", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One of them.

    Attributes:
        name: Of the file, as it was sent: to be shown, never to be opened.
        size: Bytes of the file.
        source: Name that its mentions are seen through.
        choices: What was said of the table beforehand: map, encoding, member, timezone, date, day_first.
        by: Who sent it, in whose name it is read in.
        form: What it is written in, as "cp1252" or "Excel workbook"; "" where nothing of it could be read.
        product: Whose export it was recognised as; "" for a table of somebody's own.
        columns: Field -> header of the column that it is read from.
        unread: Headers of columns that mean nothing here.
        first: The first mentions, as they would be stored: (when, who, what).
        rows: Rows that can be used; of one that is done, that were.
        problems: Rows and cells that were left out, the first of them; `refused` counts all rows.
        notes: What else is to be known.
        done, new, known, edited, unmatched: Rows that were read in so far, and what became of them.
        note: Why it failed.
        mend: Ending of the name of the file with the rows that were refused; "" where there is none.
    """

    id: int | None = None
    name: str
    size: int
    source: str
    choices: Mapping[str, str] = field(default_factory=dict)
    by: Actor
    sent_at: datetime
    status: UploadStatus = "tried"
    form: str = ""
    product: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    first: tuple[tuple[datetime, str, str], ...] = ()
    rows: int = 0
    refused: int = 0
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    done: int = 0
    new: int = 0
    known: int = 0
    edited: int = 0
    unmatched: int = 0
    note: str = ""
    mend: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.status in ("done", "failed")

    @property
    def under_way(self) -> bool:
        """Whether it waits for its turn, or is read in."""
        return self.status in ("waiting", "running")
