"""Every record of the application: frozen values that travel between the stages and the store.

Times are aware and in UTC. Text positions are code points of the stored text, end exclusive.
"""

from storage.records.collecting import (
    Ask,
    Batch,
    Brand,
    Committed,
    Cursor,
    Health,
    Outage,
    Poll,
    Query,
    Role,
    SourceState,
)
from storage.records.crisis import AuditEntry, Phase, Response, Statement, Task, Update
from storage.records.delivery import Delivery, Notice, NoticeKind, Sample, Sent
from storage.records.incident import Incident, IncidentState, Level, Paging, Policy, TimelineEntry
from storage.records.judging import Alert, Hit, RuleState, Series, Silence, Verdict
from storage.records.mention import (
    Arrival,
    Author,
    Classification,
    Kind,
    Lookup,
    Match,
    Mention,
    Rating,
    Reading,
    Revision,
    Sighting,
    Span,
    StoredMention,
)
from storage.records.scope import Scope
from storage.records.who import Who

__all__ = [
    "Alert",
    "Arrival",
    "Ask",
    "AuditEntry",
    "Author",
    "Batch",
    "Brand",
    "Classification",
    "Committed",
    "Cursor",
    "Delivery",
    "Health",
    "Hit",
    "Incident",
    "IncidentState",
    "Kind",
    "Level",
    "Lookup",
    "Match",
    "Mention",
    "Notice",
    "NoticeKind",
    "Outage",
    "Paging",
    "Phase",
    "Policy",
    "Poll",
    "Query",
    "Rating",
    "Reading",
    "Response",
    "Revision",
    "Role",
    "RuleState",
    "Sample",
    "Scope",
    "Sent",
    "Series",
    "Sighting",
    "Silence",
    "SourceState",
    "Span",
    "Statement",
    "StoredMention",
    "Task",
    "TimelineEntry",
    "Update",
    "Verdict",
    "Who",
]
