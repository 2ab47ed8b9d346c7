"""Numbers as they are read, as rules say them too."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rules.wording.figures import counted, figure, per_cent

if TYPE_CHECKING:
    from storage.records import Unit

__all__ = ["between", "counted", "figure", "measured", "part", "per_cent", "signed", "spelled"]


def signed(value: float | None) -> str:
    """A number that may be below zero, with a true minus: +0.12, −0.31; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    rounded = round(value, 2)
    return f"{'−' if rounded < 0 else '+' if rounded > 0 else ''}{abs(rounded):.2f}"


def part(share: float) -> str:
    """The same of something that there is: what would round to nothing is under 1 %."""
    return f"under {per_cent(0.01)}" if 0 < share < 0.005 else per_cent(share)


def between(low: float, high: float) -> str:
    """A range of counts that does not break: 9–31."""
    return f"{low:,.0f}\u2060–\u2060{high:,.0f}"


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def spelled(number: int) -> str:
    """Small numbers as a sentence spells them: three; 13."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def measured(value: float | None, unit: Unit) -> str:
    """A number of an alert: 42, 43 %, or −0.30 of a balance."""
    if value is not None and unit == "share":
        return per_cent(value)
    return f"{value:+.2f}" if value is not None and unit == "net" else figure(value)
