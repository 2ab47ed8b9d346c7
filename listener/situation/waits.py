"""What waits for people beside incidents: answers, approvals of them, reports to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from storage.filing import Desk
from storage.records import Wanted
from storage.reporting import Reporting
from storage.store import Surveying


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How many of each.

    Attributes:
        late_since: When the oldest late answer was due; None where none is late.
        due: Answers that have a time and are not late.
        approvals: Answers that wait for somebody's yes.
        debriefs: Crises that are over and whose evaluation is not closed.
    """

    late: int
    late_since: datetime | None
    due: int
    approvals: int
    reports: int
    debriefs: int


class Desks(Desk, Reporting, Surveying, Protocol):
    """Cases, drafts of reports, and crises."""


def waits(store: Desks, now: datetime) -> Waits:
    """At this moment."""
    tally = store.queue_tally("", now)
    oldest = store.queue(Wanted(late=True), now, limit=1) if tally.late else []
    return Waits(
        late=tally.late,
        late_since=oldest[0].due_at if oldest else None,
        due=tally.due,
        approvals=tally.approval,
        reports=store.drafts_waiting(),
        debriefs=store.debriefs_waiting(),
    )
