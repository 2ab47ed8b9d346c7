"""Numbers as they are read, as rules say them too."""

from __future__ import annotations

from rules.wording.figures import figure
from storage.records import Unit

__all__ = ["figure", "measured"]


def measured(value: float | None, unit: Unit) -> str:
    """A number of an alert: 42, 43%, or −0.30 of a balance."""
    if value is not None and unit == "share":
        return f"{value:.0%}"
    return f"{value:+.2f}" if value is not None and unit == "net" else figure(value)
