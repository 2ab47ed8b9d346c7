"""Numbers as they are read."""

from __future__ import annotations

import math


def figure(value: float | None) -> str:
    """A number as read: 1,234 or 0.43; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.1f}"
