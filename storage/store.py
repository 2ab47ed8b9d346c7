"""The store as the rest of the application sees it: units of work, each one synchronous transaction.

No SQL and no connection shows through, so that the same stages run on another engine. Writing methods are called
from one thread at a time; reading methods from any thread.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from storage.admitting import Admitting
from storage.annotating import Annotating
from storage.delivering import Delivering
from storage.exploring import Exploring
from storage.exporting import Exports
from storage.filing import Desk
from storage.importing import Uploads
from storage.making import Making
from storage.records import Scope
from storage.reporting import Reporting
from storage.responding import Responding
from storage.serving import Serving
from storage.sharing import Sharing

if TYPE_CHECKING:
    from storage.records import (
        Arrival,
        AuditEntry,
        AuditSubject,
        Classification,
        Committed,
        Delivery,
        Heard,
        Hit,
        Incident,
        IncidentTally,
        Lookup,
        Match,
        Mention,
        Outage,
        Place,
        Poll,
        PutAside,
        Raised,
        Response,
        Revision,
        RuleState,
        Series,
        SourceState,
        StoredMention,
        Told,
        ToneCount,
        Window,
    )


class Counts(Protocol):
    """One series over a stretch of time."""

    @property
    def start(self) -> datetime:
        """Start of the first bucket."""
        ...

    @property
    def total(self) -> Sequence[int]:
        """Mentions a bucket, whatever way they came."""
        ...

    @property
    def live(self) -> Sequence[int]:
        """Those among them that may alert."""
        ...


class Collecting(Protocol):
    """What the collect stage needs."""

    def sync_sources(self, intervals: Mapping[str, timedelta], now: datetime) -> None:
        """Make the configured sources known (new ones are due now); those that are gone keep their state, unclaimed."""
        ...

    def source_states(self) -> list[SourceState]:
        """The state of every configured source, by name."""
        ...

    def source_state(self, name: str) -> SourceState | None:
        """The state of one source, also of one that `sync_sources` never named; None if nobody ever polled it."""
        ...

    def claim_due(self, now: datetime, lease: timedelta, limit: int) -> list[SourceState]:
        """Up to `limit` due and unleased sources, most overdue first, leased until now + `lease`.

        A source that was polled more than a minute in the future (the clock was set back) counts as due; one that is
        gone is never claimed.
        """
        ...

    def know_places(self, places: Sequence[Place]) -> None:
        """The terms of the configured sources, as they are now; those of others stay as they were last."""
        ...

    def places(self) -> list[Place]:
        """The terms of every source that was ever configured, by name."""
        ...

    def shown_by(self, source: str, after: str = "", limit: int = 100) -> list[str]:
        """The native ids under which a source has shown what is stored, by their order, those after one."""
        ...

    def follow_deletions(self, source: str, native_ids: Sequence[str], now: datetime) -> int:
        """What is deleted where a source found it goes here too: its texts and names, never what it counted. How many
        mentions went."""
        ...

    def release(self, names: Sequence[str], due: datetime) -> None:
        """Give back sources that were claimed and not polled: unleased, due then, otherwise as they are."""
        ...

    def commit_polls(self, polls: Sequence[Poll], now: datetime) -> list[Committed]:
        """Everything that some polls brought: mentions, sightings, edits, matches, stories, index, counts, hits,
        and each source's next state, in one transaction. Arrivals with `keep=False` that are not known are dropped.

        Each arrival stands alone: one that cannot be stored is put aside with what the poll refused, and the others
        are stored. What the source says is deleted there goes last: its texts and names, never what it counted."""
        ...

    def import_arrivals(self, source: str, arrivals: Sequence[Arrival], now: datetime) -> Committed:
        """Arrivals without a poll (file imports, backfills). What is refused is told and not put aside."""
        ...

    def store_again(self, poll: Poll, now: datetime) -> Committed:
        """What was put aside, once more: it is stored, or put aside anew. The source's own state stays as it is."""
        ...

    def put_aside(self, source: str | None = None) -> list[PutAside]:
        """What a source, or all of them, sent and could not be stored, newest first; of each the newest thousand.

        What comes again and is stored, and what a poll reads again, stands here no longer."""
        ...

    def dismiss_aside(self, source: str | None = None) -> int:
        """A person has seen what is put aside, of one source or of all, and lets it be: how many, those that were
        dismissed before left out. What comes again under the same id stays dismissed."""
        ...

    def coverage(self, since: datetime, source: str | None = None) -> list[Window]:
        """How the sources, or one of them, were seen since, by source, then by time; kept for 60 days, also of sources
        that are gone."""
        ...

    def outages(self, since: datetime) -> list[Outage]:
        """The blind stretches of all sources that ended after `since`, or last, from the same ledger; oldest first."""
        ...

    def brought(self, scope: Scope, since: datetime) -> Mapping[str, int]:
        """Of a scope's mentions since that day (UTC) that may alert, how many each source was the first to show."""
        ...


class Classifying(Protocol):
    """What the classify stage needs."""

    def unclassified(self, limit: int) -> list[StoredMention]:
        """Matched mentions that wait to be read, newest first."""
        ...

    def commit_classifications(self, readings: Mapping[tuple[int, int], Classification], now: datetime) -> None:
        """Save readings by (mention id, revision); those of a replaced revision are dropped. Counts and hits follow."""
        ...


class Evaluating(Protocol):
    """What the evaluate and escalate stages need."""

    def rule_state(self, name: str, now: datetime) -> RuleState:
        """How far a rule has come; a new rule starts now, at the end of the log."""
        ...

    def counts(self, series: Sequence[Series], start: datetime, end: datetime) -> Mapping[Series, Counts]:
        """Five-minute buckets in [start, end); both on bucket borders; absent buckets are 0."""
        ...

    def oldest_counts(
        self, series: Sequence[Series], since: datetime | None = None
    ) -> Mapping[Series, datetime | None]:
        """Start of the first bucket of each that counted something, ever or since then."""
        ...

    def hits_after(self, seq: int, *, read: bool, limit: int) -> list[Hit]:
        """The log after `seq`, in order, of matches (`read=False`) or of readings (`read=True`)."""
        ...

    def commit_evaluation(self, state: RuleState, incidents: Sequence[Incident]) -> list[Incident]:
        """A rule's progress and what became of its alerts. Raises Conflict on a stale incident version.
        Returns the incidents as saved, with ids."""
        ...

    def commit_progress(self, states: Sequence[RuleState]) -> None:
        """How far rules have come that have nothing to say."""
        ...

    def forget_rules(self, names: Sequence[str]) -> None:
        """How far they have come counts no more: when they are asked again they are new."""
        ...

    def incident(self, key: str) -> Incident | None:
        """The unresolved incident of a key, else the last resolved one."""
        ...

    def incident_by_id(self, id: int) -> Incident | None: ...

    def incidents(self, *, unresolved: bool = False, brand: str | None = None, limit: int = 100) -> list[Incident]:
        """Newest first; of one brand, or of none where `brand` is ""."""
        ...

    def due_incidents(self, now: datetime) -> list[Incident]:
        """Unresolved incidents whose next notice or page is due or whose alerts may all have ended."""
        ...

    def commit_incident(self, incident: Incident, deliveries: Sequence[Delivery]) -> Incident:
        """An incident's step and the messages it causes. A delivery whose key exists is left as it is."""
        ...


class Querying(Protocol):
    """What pages, exports and the command line read."""

    def mention(self, id: int) -> StoredMention | None: ...

    def mentions(self, ids: Iterable[int]) -> list[StoredMention]:
        """In the order asked for; unknown ids are left out."""
        ...

    def posts(self, ids: Iterable[int]) -> list[Mention]:
        """The same without what became of them, three times as fast."""
        ...

    def search(
        self,
        lookup: Lookup = (),
        *,
        scope: Scope = Scope.ALL,
        since: datetime | None = None,
        until: datetime | None = None,
        before: int | None = None,
        live: bool = False,
        limit: int = 50,
    ) -> list[StoredMention]:
        """Newest first: mentions whose index holds, for every group of `lookup`, at least one of its tokens.

        `before` is the id of the last mention of the page before; `live` leaves out what may not alert: imports,
        backfills, and a source's first collection.
        """
        ...

    def export(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[StoredMention]:
        """Every mention in order of id, at constant memory, of one consistent state."""
        ...

    def revisions(self, mention_id: int) -> list[Revision]: ...

    def totals(self) -> Mapping[str, int]:
        """How many: mentions, sightings, matches, waiting (to be read), put aside, pending deliveries, failed
        deliveries, open incidents (these are the keys)."""
        ...

    def audit(self, entry: AuditEntry) -> None: ...

    def audited(
        self,
        limit: int = 100,
        *,
        about: AuditSubject | None = None,
        id: int | None = None,
        fingerprint: str | None = None,
    ) -> list[AuditEntry]:
        """Newest first; with `about` only what was done to that thing, and with `fingerprint` to that alert by it."""
        ...

    def audit_page(self, before: int | None, limit: int) -> list[tuple[int, AuditEntry]]:
        """Entries with their places in the trail, newest first; those before a place, or the newest."""
        ...

    def held_back(self, silences: Collection[int]) -> Mapping[int, int]:
        """How many alerts each of these silences has held back, as audited; in one statement."""
        ...

    def held_alerts(self, since: datetime, until: datetime) -> list[tuple[str, str]]:
        """The alerts that were held back in [since, until), once each time: "silence" or "inhibition", fingerprint."""
        ...


class Surveying(Protocol):
    """What overviews read; each is one statement, however many rows there are."""

    def pulse(self) -> str:
        """Another short text whenever mentions, incidents, crises, what waits in the inbox or the audit trail have
        changed."""
        ...

    def tones(self, since: datetime, until: datetime) -> list[ToneCount]:
        """How the stories of [since, until) were read, by brand; those that were read alike are told once."""
        ...

    def heard(self, since: datetime, until: datetime, whole: Collection[str] | None = None) -> Iterator[Heard]:
        """What figures count of each mention of a brand in [since, until), in order of id, at constant memory; of those
        about none of the brands in `whole` only id, story and brands."""
        ...

    def told(self, since: datetime, until: datetime, *, least: int, limit: int) -> list[Told]:
        """Stories that at least so many matched mentions told in [since, until), the newest first; the five minutes
        that the borders lie in count whole."""
        ...

    def incident_page(
        self,
        *,
        unresolved: bool,
        drill: bool = False,
        brand: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Incident]:
        """Newest first: those that are open or those that are over, or all drills; of one brand, or of none where
        `brand` is ""; `before` is the last id seen."""
        ...

    def debriefs_due(self) -> list[Incident]:
        """Crises that are over and whose evaluation is not closed, drills among them, the newest first."""
        ...

    def debriefs_waiting(self) -> int:
        """How many those are."""
        ...

    def responses_of(self, incidents: Collection[int]) -> dict[int, Response]:
        """The records of those of these incidents that were declared a crisis, by the number of the incident."""
        ...

    def raised(self, since: datetime, limit: int) -> list[Raised]:
        """Of the incidents that opened since, newest first and at most so many, what rules raised; without drills."""
        ...

    def incident_tallies(self) -> Mapping[str | None, IncidentTally]:
        """How many there are of each sort: of each brand that has any, of none under "", of all under None. One that is
        about two brands counts for both."""
        ...


class Upkeep(Protocol):
    """Looking after the store itself."""

    def note(self, key: str, value: str | None = None) -> str | None:
        """Read a note, or write one (the simulated clock's time, versions)."""
        ...

    def rematch(self, changed: Iterable[tuple[int, Sequence[Match]]], now: datetime) -> int:
        """Replace the matches of stored mentions after queries changed; never live. Returns how many."""
        ...

    def forget(self, source_limits: Mapping[str, timedelta | None], now: datetime) -> int:
        """Delete mentions that every source which saw them wants forgotten; trim logs. Returns how many went."""
        ...

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Cut every wait (of sources, leases, deliveries, notices, pages, alerts) by as much as the clock was set back,
        so that none lasts longer than it would have; what was judged or sent in a time that has not come yet counts
        as of now. Promises to people and silences stay."""
        ...

    def alone(self) -> AbstractContextManager[bool]:
        """Whether no other process is the store's service; as long as the context lasts, none can become it."""
        ...

    def backup(self, path: Path, told: Callable[[str], None] = ...) -> None:
        """A complete copy while running."""
        ...

    def close(self) -> None: ...


class Store(
    Collecting,
    Classifying,
    Evaluating,
    Responding,
    Delivering,
    Serving,
    Admitting,
    Making,
    Annotating,
    Reporting,
    Sharing,
    Desk,
    Exploring,
    Exports,
    Uploads,
    Querying,
    Surveying,
    Upkeep,
    Protocol,
):
    """All of it."""
