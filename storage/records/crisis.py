"""The record of a crisis, and who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from storage.records.incident import TimelineEntry
from storage.records.people import PersonRole, Via

AuditSubject = Literal[
    "brand",
    "query",
    "incident",
    "crisis",
    "silence",
    "inhibition",
    "message",
    "person",
    "token",
    "case",
    "source",
    "rule",
    "annotation",
    "share",
    "report",
    "model",
    "stand-in",
    "export",
    "view",
    "import",
    "store",
]
Phase = Literal["investigating", "identified", "monitoring", "resolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A holding statement: what may be said in public while facts are missing.

    Attributes:
        text: With its variables filled in.
        asked: Person -> when they were last asked to approve it.
        approved_by, approved_at: None until somebody other than its author approved it.
        used_at: When it was published.
    """

    name: str
    text: str
    drafted_by: str
    asked: Mapping[str, datetime] = field(default_factory=dict)
    approved_by: str | None = None
    approved_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of a playbook, or an action that came out of the evaluation.

    Attributes:
        section: Heading of the playbook that it stands under.
        owner: Duty or person.
        done_by, done_at: None while it is open.
    """

    text: str
    section: str = ""
    owner: str | None = None
    done_by: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What stakeholders were told.

    Attributes:
        next_at: When they were promised to hear again; None for the last.
    """

    at: datetime
    who: str
    text: str
    next_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The record of a crisis: how people lead, beside the incident's own life.

    Attributes:
        incident_id: Its incident; one crisis an incident.
        duties: Duty (lead, spokesperson, legal, support, social, executive, scribe) -> person.
        playbook: Name of the playbook it follows.
        next_update_at: When stakeholders must hear again; None once resolved.
        reminded_at: When the lead was last reminded of an update that is overdue.
        paused: Whether publishing is paused; other parts obey.
        closed_at: When the evaluation was finished.
        drill: An exercise: it pauses nothing and counts nowhere.
        version: One more at each save; a save with a stale version is refused.
    """

    incident_id: int
    severity: int
    phase: Phase = "investigating"
    declared_at: datetime
    declared_by: str
    duties: Mapping[str, str] = field(default_factory=dict)
    playbook: str | None = None
    tasks: tuple[Task, ...] = ()
    statements: tuple[Statement, ...] = ()
    updates: tuple[Update, ...] = ()
    next_update_at: datetime | None = None
    reminded_at: datetime | None = None
    paused: bool = True
    timeline: tuple[TimelineEntry, ...] = ()
    actions: tuple[Task, ...] = ()
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    drill: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what; never changed.

    Attributes:
        role, via: Of whoever did it; None in what was written before they were noted, and the service has no role.
        about: What sort of thing it was done to.
        id: Number of that thing, where its sort has numbers; of a crisis that of its incident.
        fingerprint: Of the alert that the silence or inhibition held back.
        address: Where whoever did it came from; None where that is not the network.
    """

    at: datetime
    who: str
    role: PersonRole | None = None
    via: Via | None = None
    what: str
    about: AuditSubject
    id: int | None = None
    fingerprint: str | None = None
    address: str | None = None
