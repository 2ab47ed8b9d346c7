"""What people are told, and how it gets to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.records.judging import Alert
from storage.records.scope import Scope

NoticeKind = Literal[
    "opened",
    "updated",
    "resolved",
    "test",
    "page",
    "handover",
    "reminder",
    "digest",
    "report",
    "review",
    "assigned",
    "trouble",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A mention as a notice quotes it.

    Attributes:
        text: Title and text, shortened to about 280 characters.
        marks: (start, end) of the matched words in `text`.
        risk: The risk that it is about; None where that is none, or was not read.
        unread: Why nothing was read in it, as "not read: German"; "" where it was read, or nothing is to be read.
    """

    mention_id: int
    author: str
    source: str
    url: str | None
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    said_at: datetime
    sentiment: str | None = None
    intent: str | None = None
    risk: str | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that goes with a notice, kept beside the store until it is old.

    Attributes:
        name: As the reader sees it.
        path: Where it lies on this machine.
        digest: SHA-256 of its content, as hex: another content is never sent in its place.
    """

    name: str
    path: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a target is told, frozen at the moment it was decided: a retried message says the same.

    Attributes:
        thread: Same for all notices of one incident; mails are threaded by it.
        number: 1 for the first notice of its incident.
        path: Page of the incident, below the configured base URL.
        chart: Mentions per bucket for the little picture: (bucket start, count), oldest first.
        brand: The brand that it is about; "" where it is about none or several.
        fresh: How many posts are told for the first time, where rules about single posts found some.
        news: What an update tells of counts, in words; "" where it tells of posts alone, or of nothing new.
        by: Who did what the notice tells (who resolved it); "" where nobody did.
        facts: (label, text) pairs on the gravest alert: how sure it is, who says what, where, in which new words.
        drill: An exercise; said before everything else.
        note: One or two sentences of ours on why this is told now: who is paged why, who handed over, what is due.
        actions: (label, path below the base URL) of what the reader can do with one click.
        enclosed: Files for targets that can carry some.
        bundle: The notices that this one (of kind digest) tells together, without samples and charts.
    """

    kind: NoticeKind
    incident_id: int | None
    thread: str
    number: int
    title: str
    severity: int
    scope: Scope
    created_at: datetime
    alerts: tuple[Alert, ...] = ()
    samples: tuple[Sample, ...] = ()
    path: str = "/"
    chart: tuple[tuple[datetime, int], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    brand: str = ""
    fresh: int = 0
    news: str = ""
    by: str = ""
    drill: bool = False
    note: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    bundle: tuple[Notice, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A notice on its way to one target.

    Attributes:
        key: Idempotency key, derived from notice and target; the Message-ID comes from it.
        permanent: The last error will not go away by trying again.
        accepted: Recipients of the target that have taken it already, while others have not.
        to: Recipients instead of the target's own, where one person is meant.
        person: Who is meant, where one person is: links in it act in that name.
        begun: It may have been handed over under its own identifier, so that no bundle may tell it again.
        held: It was put off, unsent, to be told together with others.
        within: Key of the bundle that tells it; then `sent_at` is when it was put in there.
        preferred: A bundle that a person wants; without it, one that a channel at its limit makes of what had to wait.
    """

    id: int | None = None
    key: str
    target: str
    notice: Notice
    attempt: int = 0
    next_try_at: datetime
    sent_at: datetime | None = None
    error: str | None = None
    permanent: bool = False
    accepted: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    person: str | None = None
    begun: bool = False
    held: bool = False
    within: str | None = None
    preferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """A message that came inside of another: in a digest that a person wants, or because a channel was at its limit."""

    incident_id: int | None
    preferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What became of a message about an incident, without the message.

    Attributes:
        at: When it was written; `due_at` when it goes out, or is tried again, where it waits.
        to, person: Whom it is for, as in `Delivery`.
    """

    at: datetime
    kind: NoticeKind
    target: str
    to: tuple[str, ...] = ()
    person: str | None = None
    due_at: datetime
    sent_at: datetime | None = None
    error: str | None = None
    permanent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that a target took; what a bundle told counts as the bundle."""

    target: str
    to: tuple[str, ...] = ()
    at: datetime
