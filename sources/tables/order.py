"""Whether a column writes the day or the month first: what its own dates leave no doubt about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.tables.row import RowReader

NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
SHORT = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{2})(?![\d./-])")
MONTHS, DAYS = 12, 31
RECENT = 3
"""A table with two digits of a year is of one of the last few years."""


@dataclass(slots=True)
class Order:
    """What the dates seen so far say.

    Attributes:
        day, month: A date that can only have its day, or its month, first.
        short_day: One that has its day first, if its first number is not the year.
        firsts, lasts: Numbers at both ends of dates with two digits of a year.
    """

    day: str = ""
    month: str = ""
    short_day: str = ""
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)

    def see(self, written: str) -> None:
        """One more cell."""
        if short := SHORT.search(written):
            self.firsts.add(short[1])
            self.lasts.add(short[4])
        found = NUMERIC.search(written)
        if not found:
            return
        first, second = int(found[1]), int(found[3])
        if second <= MONTHS < first and len(found[4]) == 2:
            self.short_day = self.short_day or found[0]
        elif second <= MONTHS < first:
            self.day = self.day or found[0]
        elif first <= MONTHS < second:
            self.month = self.month or found[0]

    @property
    def day_first(self) -> bool | None:
        """None where nothing is certain: no date tells, or some tell one thing and some the other."""
        day = self.day or (self.short_day if self.year_first is False else "")
        return None if bool(day) == bool(self.month) else bool(day)

    @property
    def year_first(self) -> bool | None:
        """Years are all the same, and days are not; None where both are, or neither."""
        return None if (len(self.firsts) == 1) == (len(self.lasts) == 1) else len(self.firsts) == 1

    def settled(self, reading: RowReader) -> RowReader:
        """How the column is to be read; what somebody said counts more, and leaves the year at the end."""
        if reading.day_first is not None:
            return replace(reading, year_first=False)
        return replace(reading, day_first=self.day_first, year_first=self.year_first)

    @property
    def note(self) -> str:
        """How the column is read, and why; "" where it does not tell."""
        if self.day_first is None:
            return ""
        shown = (self.day or self.short_day) if self.day_first else self.month
        return f"dates have the {'day' if self.day_first else 'month'} first, as {shown} shows"


def whole_year(written: str, now: datetime, *, year_first: bool | None) -> str | None:
    """A date of two digits a year with all four; None where it is not certain which ones are the year's; all others as
    they are."""
    found = SHORT.search(written)
    if not found:
        return written
    first, mark, second, last = int(found[1]), found[2], int(found[3]), int(found[4])
    this = now.year % 100
    may_be_first = this - RECENT < first <= this and 1 <= second <= MONTHS and 1 <= last <= DAYS
    if may_be_first and year_first is not False:
        whole = f"{now.year - this + first}-{second:02}-{last:02}" if year_first else None
    else:
        whole = f"{first}{mark}{second}{mark}{now.year - this + last - (100 if last > this else 0)}"
    return whole and f"{written[: found.start()]}{whole}{written[found.end() :]}"


def readings(written: str) -> tuple[str, str] | None:
    """A date that can be read in two ways, in words: with its day first, and with its month first."""
    found = NUMERIC.search(written)
    if not found or found[1] == found[3] or not {int(found[1]), int(found[3])} <= {*range(1, MONTHS + 1)}:
        return None
    one, two = int(found[1]), int(found[3])
    return _words(one, two), _words(two, one)


def _words(day: int, month: int) -> str:
    return f"{day} {date(2000, month, 1):%B}"
