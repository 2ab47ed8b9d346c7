"""Every record of the application: frozen values that travel between the stages and the store.

Times are aware and in UTC. Text positions are code points of the stored text, end exclusive.
"""

from storage.records.access import Account, EntryLink, LinkPurpose, Session, SignIn, Token, TryLimit
from storage.records.collecting import (
    Ask,
    Batch,
    Brand,
    Committed,
    Cursor,
    Health,
    Outage,
    Poll,
    PutAside,
    Query,
    Refused,
    Role,
    SourceState,
)
from storage.records.coverage import Sight, Window
from storage.records.crisis import AuditEntry, AuditSubject, Phase, Response, Statement, Task, Update
from storage.records.delivery import Delivery, Notice, NoticeKind, Sample, Sent
from storage.records.incident import EntryKind, Incident, IncidentState, Level, Paging, Policy, TimelineEntry
from storage.records.judging import Alert, Fired, Hit, RuleState, Series, Silence, Unit, Verdict
from storage.records.making import Made, MadeSection
from storage.records.mention import (
    Abstention,
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
from storage.records.people import Actor, AddedPerson, PersonRole, Via
from storage.records.rights import Rights
from storage.records.scope import Scope
from storage.records.service import ServiceState, StageState
from storage.records.survey import IncidentTally, Told, ToneCount
from storage.records.who import Who

__all__ = [
    "Abstention",
    "Account",
    "Actor",
    "AddedPerson",
    "Alert",
    "Arrival",
    "Ask",
    "AuditEntry",
    "AuditSubject",
    "Author",
    "Batch",
    "Brand",
    "Classification",
    "Committed",
    "Cursor",
    "Delivery",
    "EntryKind",
    "EntryLink",
    "Fired",
    "Health",
    "Hit",
    "Incident",
    "IncidentState",
    "IncidentTally",
    "Kind",
    "Level",
    "LinkPurpose",
    "Lookup",
    "Made",
    "MadeSection",
    "Match",
    "Mention",
    "Notice",
    "NoticeKind",
    "Outage",
    "Paging",
    "PersonRole",
    "Phase",
    "Policy",
    "Poll",
    "PutAside",
    "Query",
    "Rating",
    "Reading",
    "Refused",
    "Response",
    "Revision",
    "Rights",
    "Role",
    "RuleState",
    "Sample",
    "Scope",
    "Sent",
    "Series",
    "ServiceState",
    "Session",
    "Sight",
    "Sighting",
    "SignIn",
    "Silence",
    "SourceState",
    "Span",
    "StageState",
    "Statement",
    "StoredMention",
    "Task",
    "TimelineEntry",
    "Token",
    "Told",
    "ToneCount",
    "TryLimit",
    "Unit",
    "Update",
    "Verdict",
    "Via",
    "Who",
    "Window",
]
