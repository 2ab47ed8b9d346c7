"""What is asked of sources, what they bring, and how they are doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from storage.records.mention import Arrival, Mention

Role = Literal["own", "competitor", "topic"]

Health = Literal["new", "ok", "empty", "unchanged", "partial", "rate limited", "unauthorised", "gone", "broken"]

Cursor = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """Something people talk about."""

    name: str
    role: Role = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A brand's boolean expression."""

    name: str
    brand: str
    expression: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a searching source is asked for: a superset of what the queries can match.

    Attributes:
        groups: Any one group suffices; inside a group all literal terms must occur.
    """

    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Something that a source sent and that cannot be stored.

    Attributes:
        native_id: The post's own, or where it stands (`survey.csv, row 7`); unique inside the source.
        reason: In words, for the person who wonders where it is.
        body: The mention it became; its text as it came where it never became one, "" where that is not known.
    """

    native_id: str
    reason: str
    body: Mention | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAside:
    """What was refused, kept until it can be stored after all or newer ones push it out.

    Attributes:
        native_id, reason, body: As in `Refused`; a mention that is too large to be kept is text, cut.
        at: When it was tried last.
        tries: How often it came or was read again.
        dismissed: Whether a person has seen it and lets it be.
    """

    source: str
    native_id: str
    reason: str
    body: Mention | str
    at: datetime
    tries: int
    dismissed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one poll brought.

    Attributes:
        cursor: To be handed to the next poll; committed together with the mentions and what was refused.
        refused: What could not be made a mention; the others are not worse off for it.
        again: Ids under which something may have been refused before and was read again now.
        deleted: Native ids of posts that the source says are deleted there.
        edited: Of a stream: native ids of mentions that were known before, and may match no query any more.
        events: Of a stream: how many events it is made of; what came of most of them is nothing.
        until: Of a stream: when the last thing that it tells of happened; None where nothing tells.
        not_before: The source asks not to be polled again earlier than this.
        more: There is more to be had at once; the cursor says where to go on.
        partial: Why this is not all that there was, in words: a page that failed, a field that no item has any more.
        unchanged: The source said that nothing is new (HTTP 304).
        notes: What was odd but not fatal, in words (a malformed entry, a corrected date).
    """

    mentions: tuple[Mention, ...] = ()
    refused: tuple[Refused, ...] = ()
    again: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    events: int = 0
    until: datetime | None = None
    cursor: Cursor = field(default_factory=dict)
    not_before: datetime | None = None
    more: bool = False
    partial: tuple[str, ...] = ()
    unchanged: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source is doing.

    Attributes:
        health: Errors are not zero hits: each state is its own; "partial" has its reasons among the notes.
        cursor: What the source handed back at its last success.
        lease_until: Someone is polling it until then; None when nobody is.
        polled_at: When it was last polled; a time in the future means that the clock was set back.
        failures: In a row.
        failing_since: Since when the source is blind; None while it works.
        first_done: Its first collection is committed (from then on its mentions are live).
        items, new: Of the last successful poll.
        latency: Seconds that the last poll took, without waiting for other sources.
        behind: Of a stream: seconds from the last thing that it told to its reading; None where nothing tells.
    """

    name: str
    health: Health = "new"
    cursor: Cursor = field(default_factory=dict)
    next_due_at: datetime
    lease_until: datetime | None = None
    polled_at: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_error: str | None = None
    last_success_at: datetime | None = None
    last_item_at: datetime | None = None
    first_done: bool = False
    items: int = 0
    new: int = 0
    latency: float | None = None
    behind: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The outcome of one poll, ready to be committed: the arrivals and the source's next state, together.

    Attributes:
        refused: What the poll brought and cannot be stored: it is put aside with the same commit.
        again: Ids under which something may have been put aside before and was read again: it stays aside only if
            it is refused anew.
        deleted: Native ids of posts that the source says are deleted there.
        items: How many entries the source sent, kept or not; None: as many as there are arrivals.
    """

    state: SourceState
    arrivals: Sequence[Arrival] = ()
    refused: Sequence[Refused] = ()
    again: Sequence[str] = ()
    deleted: Sequence[str] = ()
    items: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stretch of time in which a source could not be read.

    Attributes:
        until: When it could be read again; None while it cannot.
        why: What it said last, in words; "" where nothing is known.
    """

    source: str
    since: datetime
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit did with one poll's arrivals; each counts once.

    Attributes:
        new: Became mentions.
        sightings: Were known from elsewhere (another source, another native id).
        edited: Were known, with another text.
        known: Brought nothing new.
        apart: Of the new ones, those whose id another post of the source has already.
        refused: Could not be stored.
        deleted: Mentions that went because the source says that they are deleted there.
    """

    new: int = 0
    sightings: int = 0
    edited: int = 0
    known: int = 0
    apart: int = 0
    refused: tuple[Refused, ...] = ()
    deleted: int = 0
