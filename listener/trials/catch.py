"""A query tried on what is stored: what it would catch, day by day, and how much to expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from listener.trials.search import PAGE, FoundMention, candidates
from rules.query import Matcher, lookup
from rules.query.precision import Volume, volume
from storage.records import Query, StoredMention

if TYPE_CHECKING:
    from storage.store import Querying

MOST_READ = 200_000
_DAY = timedelta(days=1)

Lists = Mapping[str, Sequence[str]]


class QueryTrial:
    """One query as it would decide about stored mentions. Raises QueryError."""

    def __init__(self, query: Query, lists: Lists) -> None:
        self.lookup = lookup(query.expression, lists)
        self._matcher = Matcher([query], lists)

    def found(self, stored: StoredMention) -> FoundMention | None:
        """The mention with the words that match, as it came through any of its sources; None if none would do."""
        for source in dict.fromkeys(sighting.source for sighting in stored.sightings) or (None,):
            for match in self._matcher.match(stored.mention, source=source):
                return FoundMention(stored=stored, spans=match.spans)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """What a query catches of what is stored.

    Attributes:
        since, until: The stretch that was read whole; shorter than asked for where there was too much to read, or where
            nothing that old is stored: what was not collected is no day without hits.
        read: Mentions looked at.
        complete: Whether all that was asked for was read.
        ids: The hits, newest first.
        said: When each of them was said.
        newest: The newest of them, with the words that matched.
    """

    since: datetime
    until: datetime
    read: int
    complete: bool
    ids: Sequence[int]
    said: Sequence[datetime]
    newest: Sequence[FoundMention]

    def days(self, zone: ZoneInfo) -> Sequence[tuple[date, int]]:
        """Hits a calendar day, oldest first, empty days included; the first and the last may be parts of a day."""
        counts = Counter(time.astimezone(zone).date() for time in self.said)
        first, last = (moment.astimezone(zone).date().toordinal() for moment in (self.since, self.until))
        return [(day, counts[day]) for day in map(date.fromordinal, range(first, last + 1))]

    def forecast(self) -> Volume | None:
        """What to expect, from the whole stretches of 24 hours that end with `until`; None if there is none."""
        whole = (self.until - self.since) // _DAY
        if whole < 1:
            return None
        last = self.until.date()
        return volume(
            [last - _DAY * ((self.until - time) // _DAY) for time in self.said], last - _DAY * (whole - 1), last
        )


def catch(store: Querying, query: Query, lists: Lists, *, since: datetime, until: datetime, newest: int = 0) -> Catch:
    """Everything said between two moments that a query matches, `newest` of it whole. Raises QueryError."""
    trial = QueryTrial(query, lists)
    read, complete = 0, True
    ids: list[int] = []
    said: list[datetime] = []
    shown: list[FoundMention] = []
    for stored in candidates(store, trial.lookup, since, until, PAGE):
        if read == MOST_READ:
            since, complete = stored.mention.said_at, False
            break
        read += 1
        if found := trial.found(stored):
            ids.append(stored.id)
            said.append(stored.mention.said_at)
            shown += [found] if len(shown) < newest else []
    since = max(since, _first(store, until) or since) if complete else since
    return Catch(since=since, until=until, read=read, complete=complete, ids=ids, said=said, newest=shown)


def _first(store: Querying, until: datetime) -> datetime | None:
    """When the oldest of all stored mentions was said; None where there is none."""
    oldest = next(iter(store.export(until=until)), None)
    return oldest.mention.said_at if oldest else None
