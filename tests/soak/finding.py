"""What one look at a finished run came to."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Finding:
    """Figures for the table, and what must not be.

    Attributes:
        figures: (what, how much).
        wrong: Sentences; empty when all is well.
    """

    figures: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def some(items: list[str], most: int = 5) -> str:
    """The first few, and how many more there are."""
    more = f" and {len(items) - most} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more
