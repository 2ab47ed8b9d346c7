"""Numbers as they are read, in every sentence, fact and table alike."""

from __future__ import annotations

import math

from storage.figures import counted

__all__ = ["counted", "figure", "per_cent", "times"]


def figure(value: float | None) -> str:
    """A number as read: 1,234 or 20.4 or 0.43; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    places = 0 if value == int(value) or abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    said = f"{value:,.{places}f}"
    return said.rstrip("0").removesuffix(".") if places else said


def per_cent(share: float | None, places: int = 0) -> str:
    """A share from 0 to 1: 41 %, with a narrow space that does not break; a dash where there is none."""
    return "–" if share is None or not math.isfinite(share) else f"{share * 100:.{places}f}\u202f%"


def times(seen: float, expected: float | None) -> float | None:
    """How many times the expected it is; None where nothing is expected."""
    return seen / expected if expected is not None and expected > 0 else None
