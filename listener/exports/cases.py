"""Cases of the inbox as scripts and programs are given them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from listener.metrics.answers import Pace
    from rules.cases.inbox import DeskSection
    from storage.records import Case

NAMES = (
    "id", "status", "reason", "rule", "brands", "assignee", "team", "tags", "filed_at", "due_at", "until",
    "closed_at", "doubt", "vip", "news",
)  # fmt: skip


def outline(case: Case) -> dict[str, Any]:
    """How it stands, with the draft and the answers, without what was said."""
    found: dict[str, Any] = {name: getattr(case, name) for name in NAMES} | {"mention": case.lead}
    found["draft"] = asdict(case.draft) if case.draft else None
    found["answers"] = [asdict(each) for each in case.answers]
    return found


def times(found: Pace, desk: DeskSection) -> dict[str, Any]:
    """How fast cases are worked, and what is aimed at; times in seconds."""
    targets = {"first_answer": desk.first_answer, "resolution": desk.resolution}
    return {
        "since": found.since,
        "targets": {name: length.total_seconds() if length else None for name, length in targets.items()},
        "all": asdict(found.all),
        "days": [asdict(each) for each in found.days],
        "brands": {name: asdict(each) for name, each in found.brands.items()},
        "people": {name: asdict(each) for name, each in found.people.items()},
    }
