"""What rules see and say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records.mention import StoredMention
from storage.records.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A mention that newly belongs to scopes: a row of the log that rules about single posts read.

    Attributes:
        seq: Position in the log.
        scopes: The scopes it is new in.
        read: Whether the classifier has read it (the log has one row at the match and one at the reading).
        live: Whether it may alert.
    """

    seq: int
    stored: StoredMention
    scopes: tuple[Scope, ...]
    read: bool
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """An alert that a rule raised, as far as it has to be known later."""

    fingerprint: str
    ends_at: datetime
    severity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleState:
    """How far a rule has come.

    Attributes:
        evaluated_until: Event time up to which its series were judged.
        seen: `Hit.seq` of the last hit it was shown.
        began: When it was first seen; what was said before is history to it.
        fired: What it raised in the last two days, so that late posts alert at most once.
        shown: How many posts its series held of the last day when it was last asked.
        waits_since: Since when something that it has found waits for the reading of its posts; None: nothing waits.
    """

    name: str
    evaluated_until: datetime
    began: datetime | None = None
    seen: int = 0
    fired: tuple[Fired, ...] = ()
    shown: int = 0
    waits_since: datetime | None = None


Unit = Literal["amount", "share", "net"]
"""What an alert's numbers are: so many of something, a part from 0 to 1, or a balance from -1 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A rule's finding.

    Attributes:
        severity: 1 (highest) to 3.
        fingerprint: Hash of rule, scope and group values, without time.
        starts_at, ends_at: Event time; `ends_at` is when it counts as over unless it is raised again.
        value, expected: What was seen and what was expected; of a lasting alert, when it was furthest from that.
        unit: What these numbers are.
        latest: Of a lasting alert, what was seen last; None where that is not told apart.
        band: Between these two lie 95 of 100 counts like it, if nothing is going on; None where that is not known.
        chance: How probable a count like it is then, from 0 to 1; None where that is not known.
        summary: One sentence: what happened; of a lasting alert, at its peak.
        now: The same of a lasting alert as it stands now, with its peak; "" where the summary says that.
        many: How the summary goes on after an amount of several posts, to say it of all of them together; "" where it
            cannot be said so.
        reasons: Why it fired, one sentence each, in plain words with their numbers.
        evidence: Mention ids, most telling first, at most 20.
        lasting: The rule raises it again as long as it holds (counts over time); False where every raise is about posts
            that were not in the one before.
    """

    rule: str
    scope: Scope
    severity: int
    fingerprint: str
    starts_at: datetime
    ends_at: datetime
    value: float
    expected: float | None = None
    unit: Unit = "amount"
    latest: float | None = None
    band: tuple[float, float] | None = None
    chance: float | None = None
    summary: str
    now: str = ""
    many: str = ""
    reasons: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person says about an incident's alerts, from which a rule learns how often it is right.

    Attributes:
        rule: The rule that raised the alert.
        useful: False: noise.
    """

    incident_id: int
    rule: str
    useful: bool
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Alerts that match are not told while it lasts.

    Attributes:
        match: Label -> values, any of which fits (rule, severity, scope, brand, query); all labels must fit.
        ends_at: Moved to the present by whoever ends it before its time.
    """

    id: int | None = None
    match: Mapping[str, tuple[str, ...]]
    who: str
    reason: str
    starts_at: datetime
    ends_at: datetime
