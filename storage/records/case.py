"""A mention as work for somebody: a case of the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CaseStatus = Literal["new", "open", "on hold", "closed"]
CaseEntryKind = Literal[
    "filed", "message", "taken", "assigned", "held", "woken", "closed", "reopened", "note", "tags", "due", "draft",
    "approved", "answered", "corrected", "undone",
]  # fmt: skip
Part = Literal["lead", "message", "copy"]
"""What a mention is in its case: what it began with, a further message of the conversation, the same told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """One line of a case's history; notes are lines of it.

    Attributes:
        who: None where it came by itself.
    """

    at: datetime
    kind: CaseEntryKind
    what: str
    who: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer that is still here.

    Attributes:
        by, at: Who wrote it last, and when.
        approved_by, approved_at: None until somebody else approved these very words.
    """

    text: str
    by: str
    at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said outside.

    Attributes:
        url: Where it stands; "" where it has no address.
        text: The draft as it was then; "" where there was none.
    """

    url: str
    by: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A conversation, or one story with all its copies, that somebody has to look at.

    Attributes:
        lead: The mention that it began with.
        brands: Those that it is about.
        rule: Name of the rule that put it in; "" where a person did.
        reason: Why it is here, in words.
        assignee: Who takes care; None: nobody yet.
        team: Those among whom somebody takes it; None: all.
        due_at: When the answer that is owed now is due; None: none is owed, or none was promised.
        promised_at: When the first answer was due.
        until: When it comes back by itself; only while it is on hold.
        doubt: Something of the reading of its lead is in doubt, and nobody has said what is right.
        vip: Its author is one of those for whom one hurries.
        news: What came since its assignee looked, in words; "" where nothing did.
        answers: Oldest first.
        mark: Names the state that it is in: another after each line of its history, and the earlier one again after
            something was taken back.
        version: One more at each save; a save with a stale version is refused.
    """

    id: int | None = None
    lead: int
    brands: tuple[str, ...] = ()
    rule: str = ""
    reason: str
    status: CaseStatus = "new"
    assignee: str | None = None
    team: str | None = None
    tags: tuple[str, ...] = ()
    filed_at: datetime
    due_at: datetime | None = None
    promised_at: datetime | None = None
    until: datetime | None = None
    closed_at: datetime | None = None
    doubt: bool = False
    vip: bool = False
    news: str = ""
    draft: Draft | None = None
    answers: tuple[Answer, ...] = ()
    history: tuple[CaseEntry, ...] = ()
    mark: int = 0
    version: int = 0

    @property
    def notes(self) -> tuple[CaseEntry, ...]:
        """What people wrote down, oldest first."""
        return tuple(each for each in self.history if each.kind == "note")

    def last(self, *kinds: CaseEntryKind) -> CaseEntry | None:
        """The newest line of one of these kinds."""
        return next((each for each in reversed(self.history) if each.kind in kinds), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A mention's place in a case, on its way into the store.

    Attributes:
        case: As it is from now on; one without an id is new.
        threads: Names by which further messages of the conversation are known.
        story: Whose copies belong to the case; None: it changes nothing about that.
        changed: Whether the case itself has to be saved.
    """

    case: Case
    mention: int
    part: Part
    threads: tuple[str, ...] = ()
    story: int | None = None
    changed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that somebody did with one or many cases, as far as it can be taken back.

    Attributes:
        before: The cases as they were.
        marks: Those that they had afterwards, in the same order.
        undone_at: When it was taken back.
    """

    id: int | None = None
    who: str
    at: datetime
    what: str
    before: tuple[Case, ...]
    marks: tuple[int, ...]
    corrections: tuple[Correction, ...] = ()
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody said is right where the model read something else.

    Attributes:
        head: sentiment, intent, emotion, irony, offensive, risk, or toward.
        brand: Toward which; "" for other heads.
        label: The right one; None takes an earlier correction back.
        before: What stood there; None where nothing did.
        certainty: Probability of `before`.
        doubted: It had been in doubt.
    """

    mention: int
    head: str
    brand: str = ""
    label: str | None
    before: str | None = None
    certainty: float = 0.0
    doubted: bool = False
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases somebody wants to see; None and "" leave a side open.

    Attributes:
        status: "active" (new and open), or one of the four.
        assignee: A name; "" nobody's.
        late: Only those whose answer is overdue.
        due: Only those whose answer has a time that is still to come.
        approval: Only those whose draft waits for somebody's approval.
    """

    status: Literal["active", "new", "open", "on hold", "closed"] = "active"
    assignee: str | None = None
    team: str | None = None
    brand: str | None = None
    tag: str | None = None
    rule: str | None = None
    doubt: bool = False
    vip: bool = False
    late: bool = False
    due: bool = False
    approval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTally:
    """How many cases wait, by the views that everybody has.

    Attributes:
        brands: Name -> how many are about it.
    """

    active: int = 0
    mine: int = 0
    unassigned: int = 0
    due: int = 0
    late: int = 0
    doubt: int = 0
    vip: int = 0
    approval: int = 0
    on_hold: int = 0
    brands: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A view that somebody saved, for all."""

    name: str
    wanted: Wanted
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """A case as response times see it.

    Attributes:
        by: Who gave the first answer; else whose it is.
        answered_at: The first answer.
    """

    id: int
    brands: tuple[str, ...]
    by: str | None
    filed_at: datetime
    promised_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
