"""Alerts that belong together, and the search for somebody who answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from storage.records.judging import Alert
from storage.records.who import Who

IncidentState = Literal["open", "acknowledged", "resolved"]

# Of an incident: opened to drill. Of a crisis record: declared to closed. Of both: severity, resolved, note.
EntryKind = Literal[
    "opened",
    "alert",
    "again",
    "told",
    "paged",
    "skipped",
    "unreached",
    "unanswered",
    "stale",
    "escalated",
    "acknowledged",
    "handover",
    "untold",
    "verdict",
    "report",
    "drill",
    "declared",
    "duty",
    "phase",
    "task",
    "statement",
    "update",
    "reminded",
    "paused",
    "resumed",
    "action",
    "closed",
    "severity",
    "resolved",
    "note",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of the history of an incident or of a crisis record.

    Attributes:
        kind: What happened; programs go by it alone.
        what: The same in words, for people: nothing is read from it.
        who: Who did it; None where nobody did.
        to: Whom a handover gave the incident to.
        policy: By which policy people were paged.
    """

    at: datetime
    kind: EntryKind
    what: str
    who: str | None = None
    to: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a policy.

    Attributes:
        members: Who is paged.
        timeout: How long somebody has to acknowledge before the next level is paged.
    """

    members: tuple[Who, ...]
    timeout: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Whom to page, and whom next if nobody answers.

    Attributes:
        repeat: How often the levels are gone through again after the last.
        stale_after: How long an acknowledged incident may go without anybody touching it before people are paged
            again; None: for ever.
    """

    name: str
    levels: tuple[Level, ...]
    repeat: int = 0
    stale_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How far the search for somebody who answers has come.

    Attributes:
        policy: As it was when the paging began; a later change of the configuration does not touch it.
        level: Index of the level that is paged next.
        round: How many times the levels have been gone through, this one included.
        pages: How many pages there have been; the number of the last one.
        next_at: When the next page is due; None while nobody needs to be paged.
        asked: Names of whom the last page went to; until `next_at` they have time to answer.
    """

    policy: Policy
    level: int = 0
    round: int = 1
    pages: int = 0
    next_at: datetime | None = None
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Alerts about one thing, so that a person is told once.

    Attributes:
        id: The store's number; None until stored.
        key: What makes alerts one incident: the values of the labels that its top-level route groups by.
        route: The route that took its first alert.
        title: What its gravest alert says as it stands now.
        severity: The highest (lowest number) of its alerts.
        alerts: The latest of each fingerprint.
        brands: The brands that its alerts are about, in the order in which they came; empty where they are about none.
        told: The value of each alert (by fingerprint) when a notice last spoke of it.
        again: Fingerprints of alerts that came back after their end, until a notice tells that.
        told_severity: The severity that the last notice gave; None before the first.
        next_notice_at: When the next notice is due; None when there is nothing to say.
        last_notice_at: When the last one was put into the outbox.
        follows: Id of the resolved incident with the same key that came before it.
        paging: The search for somebody who answers; None where no route of its alerts names a policy.
        also: Further searches, each by its own policy, where several routes of its alerts name one.
        drill: An exercise: real people, made-up posts.
        version: One more at each save; a save with a stale version is refused.
    """

    id: int | None = None
    key: str
    route: str
    title: str
    severity: int
    state: IncidentState = "open"
    opened_at: datetime
    resolved_at: datetime | None = None
    acknowledged_by: str | None = None
    alerts: tuple[Alert, ...] = ()
    brands: tuple[str, ...] = ()
    told: Mapping[str, float] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    told_severity: int | None = None
    next_notice_at: datetime | None = None
    last_notice_at: datetime | None = None
    follows: int | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    paging: Paging | None = None
    also: tuple[Paging, ...] = ()
    drill: bool = False
    version: int = 0

    @property
    def searches(self) -> tuple[Paging, ...]:
        """Every search for somebody who answers, the one that began first at the front."""
        return (self.paging, *self.also) if self.paging else ()

    @property
    def pages(self) -> int:
        """How many pages there have been; the number of the last one."""
        return sum(search.pages for search in self.searches)

    def of(self, brand: str | None) -> bool:
        """Whether it is about this brand; "" is for none, None for whatever it is about."""
        return brand is None or brand in (self.brands or ("",))

    def first(self, *kinds: EntryKind) -> TimelineEntry | None:
        """The oldest entry of these kinds."""
        return next((entry for entry in self.timeline if entry.kind in kinds), None)

    def last(self, *kinds: EntryKind) -> TimelineEntry | None:
        """The newest entry of these kinds."""
        return next((entry for entry in reversed(self.timeline) if entry.kind in kinds), None)
