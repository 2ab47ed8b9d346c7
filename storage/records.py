"""Every record of the application: frozen values that travel between the stages and the store.

Times are aware and in UTC. Text positions are code points of the stored text, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Kind = Literal["news", "blog", "social", "forum", "review", "survey", "mail", "video"]
Role = Literal["own", "competitor", "topic"]
Health = Literal["new", "ok", "empty", "unchanged", "rate limited", "unauthorised", "gone", "broken"]
IncidentState = Literal["open", "acknowledged", "resolved"]
NoticeKind = Literal["opened", "updated", "resolved", "test", "page", "handover", "reminder", "digest"]
Phase = Literal["investigating", "identified", "monitoring", "resolved"]
Span = tuple[str, int, int]
Lookup = tuple[tuple[str, ...], ...]
Cursor = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a post, as known when it was collected.

    Attributes:
        id: The platform's own identifier, stable when the handle changes.
        handle: What follows an @, without it.
        name: The displayed name.
        followers: At collection time, never updated afterwards.
    """

    id: str | None = None
    handle: str | None = None
    name: str | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A review's rating on its own scale.

    Attributes:
        value: Between `worst` and `best`, both included.
    """

    value: float
    best: float = 5.0
    worst: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One post, article, review or message.

    Attributes:
        id: The store's number, growing with `published_at`; None until stored.
        kind: What sort of place it was said in.
        native_id: The source's own identifier of the entry, unique inside that source.
        uri: The platform's global identifier (at-uri, ActivityPub id), if it has one.
        url: Where a person opens it; may be a redirect.
        permalink: The canonical address that identifies the post; None where the address is shared with other posts.
        title: Plain text, "" if there is none.
        text: Plain text; markup, control characters and invisible noise are gone.
        language: ISO 639-1 code given by the source or detected; None while unknown.
        published_at: When it was said, between 10 years before and a day after `collected_at`; None if not told.
        published_raw: The source's own date string where it could not be used.
        collected_at: When it was first received.
        parent_id, thread_id: Native ids of what it answers and of the conversation.
        engagement: Counts by name: likes, replies, shares, views.
        story_id: Id of the first mention of near-identical text in the last 7 days (its own id if it is the first).
        revision: 1 when first seen, one more at each edit.
        extra: What the source says beyond these fields (an import's unknown columns, a feed's categories).
    """

    id: int | None = None
    kind: Kind
    native_id: str
    uri: str | None = None
    url: str | None = None
    permalink: str | None = None
    author: Author = Author()
    title: str = ""
    text: str = ""
    language: str | None = None
    published_at: datetime | None = None
    published_raw: str | None = None
    collected_at: datetime
    parent_id: str | None = None
    thread_id: str | None = None
    rating: Rating | None = None
    engagement: Mapping[str, int] = field(default_factory=dict)
    story_id: int | None = None
    revision: int = 1
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said_at(self) -> datetime:
        """Event time: when it was said, or collected where the source did not say."""
        return self.published_at or self.collected_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A query that a mention satisfies, and the words that made it so.

    Attributes:
        brand: The brand that owns the query.
        spans: (field, start, end) of each matched word; fields are title, text, url, author.
    """

    query: str
    brand: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A mention on its way into the store.

    Attributes:
        tokens: The matcher's own tokens, separated by single spaces, for the full-text index.
        live: False for imports, backfills and a source's first collection: they enter baselines and never alert.
        keep: False where no query matches: then it matters only if the mention is known already (an edit that took
            the brand's name away), and is dropped otherwise.
    """

    mention: Mention
    matches: tuple[Match, ...] = ()
    tokens: str = ""
    live: bool = True
    keep: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A mention as one source showed it.

    Attributes:
        digest: Hash of title and text as this source gave them; another digest later is an edit.
    """

    mention_id: int
    source: str
    native_id: str
    first_seen: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One head's answer.

    Attributes:
        probability: Calibrated, of `label`, in [0, 1].
    """

    label: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What the classifier read in one mention.

    Attributes:
        model: Name and version of the model.
        heads: sentiment, intent, emotion, irony, offensive -> reading; only those that were read.
        toward: Brand name -> sentiment toward it.
        abstained: Why nothing (or not everything) was read; None when all was.
        language: Detected language where the source gave none.
    """

    model: str
    heads: Mapping[str, Reading] = field(default_factory=dict)
    toward: Mapping[str, Reading] = field(default_factory=dict)
    abstained: str | None = None
    language: str | None = None

    def label(self, head: str) -> str | None:
        """The label of a head, None where it was not read."""
        reading = self.heads.get(head)
        return reading.label if reading else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A mention with everything that is stored about it."""

    mention: Mention
    sightings: tuple[Sighting, ...] = ()
    matches: tuple[Match, ...] = ()
    classification: Classification | None = None

    @property
    def id(self) -> int:
        """The store's number."""
        assert self.mention.id is not None
        return self.mention.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an edited mention said before."""

    mention_id: int
    revision: int
    title: str
    text: str
    replaced_at: datetime


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
class Batch:
    """What one poll brought.

    Attributes:
        cursor: To be handed to the next poll; committed together with the mentions.
        not_before: The source asks not to be polled again earlier than this.
        unchanged: The source said that nothing is new (HTTP 304).
        notes: What was odd but not fatal, in words (a malformed entry, a corrected date).
    """

    mentions: tuple[Mention, ...] = ()
    cursor: Cursor = field(default_factory=dict)
    not_before: datetime | None = None
    unchanged: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source is doing.

    Attributes:
        health: Errors are not zero hits: each state is its own.
        cursor: What the source handed back at its last success.
        lease_until: Someone is polling it until then; None when nobody is.
        polled_at: When it was last polled; a time in the future means that the clock was set back.
        failures: In a row.
        failing_since: Since when the source is blind; None while it works.
        first_done: Its first collection is committed (from then on its mentions are live).
        items, new: Of the last successful poll.
        latency: Seconds that the last poll took.
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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """The outcome of one poll, ready to be committed: the arrivals and the source's next state, together.

    Attributes:
        items: How many entries the source sent, kept or not; None: as many as there are arrivals.
    """

    state: SourceState
    arrivals: Sequence[Arrival] = ()
    items: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stretch of time in which a source could not be read."""

    source: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit did with one poll's arrivals; each counts once.

    Attributes:
        new: Became mentions.
        sightings: Were known from elsewhere (another source, another native id).
        edited: Were known, with another text.
        known: Brought nothing new.
    """

    new: int = 0
    sightings: int = 0
    edited: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """A count over time that rules can ask for, in buckets of five minutes by event time.

    Attributes:
        scope: "query:NAME", "brand:NAME" or "all".
        measure: "mentions", "HEAD:LABEL" (as "sentiment:negative"), "toward:LABEL" for brand scopes, "stars:1" to
            "stars:5" and "stars:low"; or "authors", "stories", "reach" (followers), each author and story once a
            bucket.
    """

    scope: str
    measure: str = "mentions"


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
    scopes: tuple[str, ...]
    read: bool
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleState:
    """How far a rule has come.

    Attributes:
        evaluated_until: Event time up to which its series were judged.
        seen: `Hit.seq` of the last hit it was shown.
        began: When it was first seen; what was said before is history to it.
        fired: "FINGERPRINT@END@SEVERITY" of what it raised in the last two days, so that late posts alert at most once.
    """

    name: str
    evaluated_until: datetime
    began: datetime | None = None
    seen: int = 0
    fired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A rule's finding.

    Attributes:
        severity: 1 (highest) to 3.
        fingerprint: Hash of rule, scope and group values, without time.
        starts_at, ends_at: Event time; `ends_at` is when it counts as over unless it is raised again.
        value, expected: What was seen and what was expected, in the rule's unit.
        band: Between these two lie 95 of 100 counts like it, if nothing is going on; None where that is not known.
        chance: How probable a count like it is then, from 0 to 1; None where that is not known.
        summary: One sentence: what happened.
        reasons: Why it fired, one sentence each, in plain words with their numbers.
        evidence: Mention ids, most telling first, at most 20.
        lasting: The rule raises it again as long as it holds (counts over time); False where every raise is about posts
            that were not in the one before.
    """

    rule: str
    scope: str
    severity: int
    fingerprint: str
    starts_at: datetime
    ends_at: datetime
    value: float
    expected: float | None = None
    band: tuple[float, float] | None = None
    chance: float | None = None
    summary: str
    reasons: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()
    lasting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of an incident's history."""

    at: datetime
    what: str
    who: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a policy.

    Attributes:
        members: Who is paged: "person:NAME", "oncall:ROTATION" or "target:NAME".
        timeout: How long somebody has to acknowledge before the next level is paged.
    """

    members: tuple[str, ...]
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
        policy: As it was when the incident opened; a later change of the configuration does not touch it.
        level: Index of the level that is paged next.
        round: How many times the levels have been gone through, this one included.
        pages: How many pages there have been; the number of the last one.
        next_at: When the next page is due; None while nobody needs to be paged.
    """

    policy: Policy
    level: int = 0
    round: int = 1
    pages: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Alerts about one thing, so that a person is told once.

    Attributes:
        id: The store's number; None until stored.
        key: The route's name and its group_by values.
        severity: The highest (lowest number) of its alerts.
        alerts: The latest of each fingerprint.
        told: Fingerprints that the last notice spoke of.
        told_severity: The severity that the last notice gave; None before the first.
        next_notice_at: When the next notice is due; None when there is nothing to say.
        last_notice_at: When the last one was put into the outbox.
        follows: Id of the resolved incident with the same key that came before it.
        paging: The search for somebody who answers; None where the route names no policy.
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
    told: tuple[str, ...] = ()
    told_severity: int | None = None
    next_notice_at: datetime | None = None
    last_notice_at: datetime | None = None
    follows: int | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    paging: Paging | None = None
    drill: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A mention as a notice quotes it.

    Attributes:
        text: Title and text, shortened to about 280 characters.
        marks: (start, end) of the matched words in `text`.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a target is told, frozen at the moment it was decided: a retried message says the same.

    Attributes:
        thread: Same for all notices of one incident; mails are threaded by it.
        number: 1 for the first notice of its incident.
        path: Page of the incident, below the configured base URL.
        chart: Mentions per bucket for the little picture: (bucket start, count), oldest first.
        facts: (label, text) pairs on the gravest alert: how sure it is, who says what, where, in which new words.
        drill: An exercise; said before everything else.
        note: One or two sentences of ours on why this is told now: who is paged why, who handed over, what is due.
        actions: (label, path below the base URL) of what the reader can do with one click.
        bundle: The notices that this one (of kind digest) tells together, without samples and charts.
    """

    kind: NoticeKind
    incident_id: int | None
    thread: str
    number: int
    title: str
    severity: int
    scope: str
    created_at: datetime
    alerts: tuple[Alert, ...] = ()
    samples: tuple[Sample, ...] = ()
    path: str = "/"
    chart: tuple[tuple[datetime, int], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    drill: bool = False
    note: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    bundle: tuple[Notice, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that a target took; what a bundle told counts as the bundle."""

    target: str
    to: tuple[str, ...] = ()
    at: datetime


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A holding statement: what may be said in public while facts are missing.

    Attributes:
        text: With its variables filled in.
        approved_by, approved_at: None until somebody other than its author approved it.
        used_at: When it was published.
    """

    name: str
    text: str
    drafted_by: str
    approved_by: str | None = None
    approved_at: datetime | None = None
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of a playbook, or an action that came out of the evaluation.

    Attributes:
        section: Heading of the playbook that it stands under.
        owner: Role or person.
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
        roles: Role (lead, spokesperson, legal, support, social, executive, scribe) -> person.
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
    roles: Mapping[str, str] = field(default_factory=dict)
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
    """Who did what; never changed."""

    at: datetime
    who: str
    what: str
    subject: str
