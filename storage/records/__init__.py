"""Every record of the application: frozen values that travel between the stages and the store.

Times are aware and in UTC. Text positions are code points of the stored text, end exclusive. A module of records is
loaded when one of them is asked for: there are a hundred, and a command needs a few.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.records.access import (
        Account,
        EntryLink,
        LinkPurpose,
        Session,
        SignIn,
        Token,
        TryLimit,
    )
    from storage.records.annotation import Annotation
    from storage.records.case import (
        Act,
        Answer,
        Case,
        CaseEntry,
        CaseEntryKind,
        CaseStatus,
        CaseTimes,
        CaseView,
        Correction,
        Draft,
        Filing,
        Part,
        QueueTally,
        Wanted,
    )
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
    from storage.records.crisis import (
        AuditEntry,
        AuditSubject,
        Phase,
        Response,
        Statement,
        Task,
        Update,
    )
    from storage.records.delivery import (
        Bundled,
        Delivery,
        Enclosed,
        Notice,
        NoticeKind,
        Outgoing,
        Sample,
        Sent,
    )
    from storage.records.exploring import Changes, SavedView
    from storage.records.exporting import Export, ExportStatus
    from storage.records.importing import Upload, UploadStatus
    from storage.records.incident import (
        EntryKind,
        Incident,
        IncidentState,
        Level,
        Paging,
        Policy,
        TimelineEntry,
    )
    from storage.records.judging import (
        Alert,
        Fired,
        Hit,
        RuleState,
        Silence,
        Unit,
        Verdict,
    )
    from storage.records.making import Made, MadeSection
    from storage.records.mention import (
        Abstention,
        Arrival,
        Author,
        Classification,
        Filed,
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
    from storage.records.reporting import ReportDraft
    from storage.records.rights import Place, Rights
    from storage.records.scope import Scope
    from storage.records.series import Series
    from storage.records.service import ServiceState, StageState
    from storage.records.share import Share, ShareKind
    from storage.records.survey import (
        Heard,
        IncidentTally,
        Raised,
        Told,
        ToneCount,
    )
    from storage.records.who import Who

_MODULES = {
    "access": "Account EntryLink LinkPurpose Session SignIn Token TryLimit",
    "annotation": "Annotation",
    "case": (
        "Act Answer Case CaseEntry CaseEntryKind CaseStatus CaseTimes CaseView Correction Draft Filing Part "
        "QueueTally Wanted"
    ),
    "collecting": "Ask Batch Brand Committed Cursor Health Outage Poll PutAside Query Refused Role SourceState",
    "coverage": "Sight Window",
    "crisis": "AuditEntry AuditSubject Phase Response Statement Task Update",
    "delivery": "Bundled Delivery Enclosed Notice NoticeKind Outgoing Sample Sent",
    "exploring": "Changes SavedView",
    "exporting": "Export ExportStatus",
    "importing": "Upload UploadStatus",
    "incident": "EntryKind Incident IncidentState Level Paging Policy TimelineEntry",
    "judging": "Alert Fired Hit RuleState Silence Unit Verdict",
    "making": "Made MadeSection",
    "mention": (
        "Abstention Arrival Author Classification Filed Kind Lookup Match Mention Rating Reading Revision "
        "Sighting Span StoredMention"
    ),
    "people": "Actor AddedPerson PersonRole Via",
    "reporting": "ReportDraft",
    "rights": "Place Rights",
    "scope": "Scope",
    "series": "Series",
    "service": "ServiceState StageState",
    "share": "Share ShareKind",
    "survey": "Heard IncidentTally Raised Told ToneCount",
    "who": "Who",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}


def _asked(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return found


if not TYPE_CHECKING:  # else a type checker believes that every name is there
    __getattr__ = _asked
