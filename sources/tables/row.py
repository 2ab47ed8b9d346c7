"""A row of a table: its cells by field, and how they are to be understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from sources.tables.naming import Naming
from storage.records import Kind

NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,15})?|\d+(\.\d+)?e\+?\d{1,2}", re.IGNORECASE)
LARGEST = 1e15
"""No count and no rating is larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """How cells are to be understood.

    Attributes:
        zone: Of times that do not say theirs.
        day_first: How to read 03/04/2026; None: as a problem.
        year_first: Whether 26/11/13 is of 2026; None: as a problem, where it may be.
        kind: Of all rows; None: as each says, else social.
        columns: Field -> header, where somebody said which column is which.
        encoding: Of the file; None: as it says itself, or as its letters show.
        member: Which file of an archive.
        date: Of rows that have no usable one; None: they are refused, unless `undated`.
        undated: Rows without a date count as said when they are read.
        product: Whose export it is.
        naming: What identifies the rows of this document.
    """

    now: datetime
    zone: tzinfo
    day_first: bool | None = None
    year_first: bool | None = None
    kind: Kind | None = None
    language: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    member: str | None = None
    date: datetime | None = None
    undated: bool = False
    product: str | None = None
    naming: Naming = field(default_factory=Naming)


@dataclass(slots=True)
class Row:
    """The cells of one row by field, and the complaints about those that are merely ignored.

    Attributes:
        number: Of the row in its document.
    """

    number: int
    cells: Mapping[str, str]
    names: Mapping[str, str]
    complaints: list[tuple[str, str]]

    @property
    def own_id(self) -> int | None:
        """Its number in the store that exported it; None where that was no store of ours."""
        return int(self.get("own_id")) if self.get("own_id") else None

    def get(self, field: str) -> str:
        return self.cells.get(field, "").strip()

    def amount(self, field: str, *, whole: bool = False) -> float | None:
        """A number with decimal point or comma, thousands apart or not; None (and a complaint) if it is none."""
        written = self.get(field)
        found = as_number(written, whole=whole) if written else None
        if written and found is None:
            self.complain(field, f"{written[:40]!r} is not a number")
        if found is not None and abs(found) > LARGEST:
            self.complain(field, f"{written[:40]!r} is larger than anything is")
            return None
        return found

    def count(self, field: str) -> int | None:
        """A number of people or of presses: whole, so that 152.000 has its thousands apart, and not below nought."""
        found = self.amount(field, whole=True)
        if found is not None and found < 0:
            self.complain(field, f"{self.get(field)[:40]!r} is less than none")
            return None
        return int(found) if found is not None else None

    def complain(self, field: str, what: str) -> None:
        self.complaints.append((self.names.get(field, field), what))


def as_number(text: str, *, whole: bool = False) -> float | None:
    """1234.5, 1,234.5, 1.234,5, 1 234,5, 12K; None for anything else.

    Args:
        whole: It has no decimals, so that three digits after a point are thousands: 152.000.
    """
    bare = re.sub(r"[\s'’_]", "", text)
    scale = {"k": 1e3, "m": 1e6}.get(bare[-1:].lower(), 1.0)
    bare = bare[:-1] if scale > 1 else bare
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", bare) and (
        (whole and scale == 1) or "," in bare or bare.count(".") > 1
    ):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", ".")
    return float(bare) * scale if NUMBER.fullmatch(bare) else None
