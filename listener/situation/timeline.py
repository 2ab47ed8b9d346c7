"""What happened, by weight: decisions, what people did, and what went by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from storage.records import EntryKind, TimelineEntry

Weight = Literal["decision", "action", "automatic"]

WEIGHTS: Mapping[EntryKind, Weight] = {
    **dict.fromkeys(("opened", "declared", "phase", "update", "resolved", "closed", "severity", "drill"), "decision"),
    **dict.fromkeys(
        (
            "acknowledged", "handover", "escalated", "verdict", "duty", "task", "statement", "paused", "resumed",
            "action", "note", "report",
        ),
        "action",
    ),
}  # fmt: skip
"""All others go by themselves."""


def weight(entry: TimelineEntry) -> Weight:
    """How much it matters to whoever reads what happened."""
    return WEIGHTS.get(entry.kind, "automatic")


def of_weight(entries: Iterable[TimelineEntry], wanted: str | None) -> list[TimelineEntry]:
    """Those of one weight, or all; the newest first."""
    return [entry for entry in reversed(list(entries)) if wanted is None or weight(entry) == wanted]
