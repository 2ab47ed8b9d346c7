"""Severities, and how a notice stands, in words."""

from __future__ import annotations

from storage.records import Notice

SEVERITIES = {1: "Urgent", 2: "Important", 3: "Good to know"}
_KINDS = {
    "resolved": "Resolved",
    "test": "Test",
    "handover": "Handed over",
    "reminder": "Reminder",
    "digest": "Digest",
    "report": "Report",
    "review": "Report to look at",
    "assigned": "For you",
    "trouble": "Sources",
}


def state(notice: Notice) -> str:
    """How it stands, in words: the severity while it lasts. A drill says so first."""
    return f"DRILL · {_state(notice)}" if notice.drill else _state(notice)


def _state(notice: Notice) -> str:
    if notice.kind in _KINDS:
        return _KINDS[notice.kind]
    severity = SEVERITIES.get(notice.severity, "Notice")
    return f"Page · {severity}" if notice.kind == "page" else severity
