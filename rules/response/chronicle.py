"""The timeline of a crisis record, and what may still be written into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rules.wording.moments import utc
from storage.errors import Conflict
from storage.records import EntryKind, Response, TimelineEntry


def logged(response: Response, kind: EntryKind, what: str, who: str | None, now: datetime) -> Response:
    """One line more; in a drill it says so, since lines are read one by one. A person's note stays as it is."""
    if response.drill and kind != "note":
        what = f"{what} (in this exercise)"
    return replace(response, timeline=(*response.timeline, TimelineEntry(at=now, kind=kind, what=what, who=who)))


def ongoing(response: Response) -> None:
    """Raises Conflict once the crisis is over: from then on there is only the evaluation."""
    if response.phase == "resolved":
        when = f" on {utc(response.resolved_at)}" if response.resolved_at else ""
        raise Conflict(f"this crisis was resolved{when}; what is left is the evaluation: actions, and to close it")


def unclosed(response: Response) -> None:
    """Raises Conflict once the evaluation is finished too."""
    if response.closed_at:
        raise Conflict(f"this crisis record was closed on {utc(response.closed_at)}; it stays as it is")


def worded(text: str, what: str) -> str:
    """The text without space around it. Raises ValueError where nothing is left."""
    if not text.strip():
        raise ValueError(f"{what} is empty; write a few words")
    return text.strip()


def same(one: str, other: str) -> bool:
    """Whether two names are one person's: spelled in capitals or not."""
    return one.strip().casefold() == other.strip().casefold()
