"""Whether a column writes the day or the month first: what its own dates leave no doubt about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
MONTHS = 12


@dataclass(slots=True)
class Order:
    """What the dates seen so far say.

    Attributes:
        day, month: A date that can only have its day, or its month, first.
    """

    day: str = ""
    month: str = ""

    def see(self, written: str) -> None:
        """One more cell."""
        found = NUMERIC.search(written)
        if not found:
            return
        first, second = int(found[1]), int(found[3])
        if second <= MONTHS < first:
            self.day = self.day or found[0]
        elif first <= MONTHS < second:
            self.month = self.month or found[0]

    @property
    def day_first(self) -> bool | None:
        """None where nothing is certain: no date tells, or some tell one thing and some the other."""
        return None if bool(self.day) == bool(self.month) else bool(self.day)

    @property
    def note(self) -> str:
        """How the column is read, and why; "" where it does not tell."""
        if self.day_first is None:
            return ""
        return f"dates have the {'day' if self.day_first else 'month'} first, as {self.day or self.month} shows"


def readings(written: str) -> tuple[str, str] | None:
    """A date that can be read in two ways, in words: with its day first, and with its month first."""
    found = NUMERIC.search(written)
    if not found or found[1] == found[3] or not {int(found[1]), int(found[3])} <= {*range(1, MONTHS + 1)}:
        return None
    one, two = int(found[1]), int(found[3])
    return _words(one, two), _words(two, one)


def _words(day: int, month: int) -> str:
    return f"{day} {date(2000, month, 1):%B}"
