"""Replays what is stored with a rule's own code: when it would have fired, with what, and how often."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from listener.health.blindness import unseen
from listener.health.tracks import Counted, tracks
from listener.metrics.alert_rate import alert_rate
from rules.base import BUCKET, HORIZON, Blind, Rule, Track, View, bucket_start
from storage.intake.measures import scopes
from storage.records import Alert, Hit, Scope, Series, StoredMention
from storage.store import Querying

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MOST_EVIDENCE = 20

BY_SAID = (
    "Posts count from when they were said: counts by arrival are not kept, so posts that came late are in them as if "
    "they had come in time."
)
BY_ARRIVAL = (
    "Posts were shown to the rule when they were collected, with the readings they have today; those that came more "
    "than a day late are left out."
)
AS_THEY_ARRIVE = (
    "A rule of severity 1 is also asked as posts arrive, which a back-test cannot do: it tells up to five minutes "
    "earlier than here."
)
WITH_IMPORTS = "Imported and late posts were taken as if they had come live, when they were said."


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One time that the rule would have spoken up; what it repeats until the alert is over belongs to it.

    Attributes:
        at: When it would have been raised first.
        alert: With the counts of all that belongs to it.
    """

    at: datetime
    alert: Alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a replay came to.

    Attributes:
        since, until: What was replayed; `since` is later than asked where nothing is known before.
        basis: Which time of the posts was used, and what that means, in one sentence.
    """

    since: datetime
    until: datetime
    firings: tuple[Firing, ...]
    basis: str

    @property
    def days(self) -> float:
        """How many days were replayed."""
        return (self.until - self.since) / DAY

    @property
    def per_week(self) -> float:
        """Firings a week; 0 where no time was replayed."""
        return alert_rate(len(self.firings), self.days)


class Past(Protocol):
    """What is stored, as a rule can be shown it again and again."""

    def replay(self, rule: Rule) -> Backtest:
        """Ask the rule at every earlier time. The rule needs the same series as the one the past was read for."""
        ...


class History(Counted, Querying, Protocol):
    """Counts and posts."""


def past(store: History, rule: Rule, *, days: int, now: datetime, imports: bool = False) -> Past:
    """The last days of what a rule looks at. With `imports`, posts that may not alert are taken as if they might."""
    until = bucket_start(now)
    asked = (Series(rule.scope), *rule.series)
    known = min(filter(None, store.oldest_counts(list(asked)).values()), default=until)
    since = min(until, max(until - DAY * days, known))
    if rule.needs != "series":
        return _Posts(store, since, until, imports)
    start = since - HORIZON
    found = tracks(store, dict.fromkeys((*rule.series, *rule.context)), start, until)
    if imports:
        found = {series: replace(track, live=track.total) for series, track in found.items()}
    unknown = unseen(store, {one.scope for one in rule.series}, start, until)
    return _Counts(View(tracks=found, blind=unknown), start, since, until, imports)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counts over time: one question a day about that day and the one before, as the service asks for late posts."""

    view: View
    start: datetime
    since: datetime
    until: datetime
    imports: bool

    def replay(self, rule: Rule) -> Backtest:
        ends = [self.since + DAY * (number + 1) for number in range((self.until - self.since) // DAY)]
        found = [
            Firing(at=alert.starts_at + BUCKET, alert=alert)
            for end in dict.fromkeys([*ends, self.until])
            for alert in rule.check(self._at(end), end)
        ]
        basis = WITH_IMPORTS if self.imports else BY_SAID
        if rule.severity == 1 and rule.rising:
            basis = f"{basis} {AS_THEY_ARRIVE}"
        return Backtest(since=self.since, until=self.until, firings=tuple(_merged(found)), basis=basis)

    def _at(self, end: datetime) -> View:
        """What the rule was shown then."""
        first, last = (end - HORIZON - self.start) // BUCKET, (end - self.start) // BUCKET
        shown = {
            series: Track(
                start=end - HORIZON,
                total=track.total[first:last],
                live=track.live[first:last],
                known_since=track.known_since,
            )
            for series, track in self.view.tracks.items()
        }
        fresh = (max(end - 2 * DAY, self.since) - end + HORIZON) // BUCKET
        blind = {
            scope: replace(one, share=one.share[first:last], stretches=_known_by(one.stretches, end))
            for scope, one in self.view.blind.items()
        }
        return View(tracks=shown, fresh=fresh, blind=blind)


def _known_by(stretches: Iterable[Blind], end: datetime) -> tuple[Blind, ...]:
    """As they were known then: what had not ended went on."""
    begun = (each for each in stretches if each.since < end)
    return tuple(replace(each, until=None) if each.until and each.until > end else each for each in begun)


@dataclass(frozen=True, slots=True)
class _Posts:
    """Single posts: read anew for each replay, at the memory of two days, and shown five minutes at a time."""

    store: Querying
    since: datetime
    until: datetime
    imports: bool

    def replay(self, rule: Rule) -> Backtest:
        found = [
            Firing(at=end, alert=alert)
            for end, hits in groupby(self._arrived(rule.scope), key=lambda each: each[0])
            for alert in rule.check(View(hits=[hit for _, hit in hits]), end)
        ]
        basis = WITH_IMPORTS if self.imports else BY_ARRIVAL
        return Backtest(since=self.since, until=self.until, firings=tuple(_merged(found)), basis=basis)

    def _arrived(self, scope: Scope) -> Iterator[tuple[datetime, Hit]]:
        """The posts of a scope by the end of the five minutes in which they came."""
        waiting: list[tuple[datetime, int, StoredMention]] = []
        for stored in self.store.export(since=self.since - DAY, until=self.until + DAY):
            came = stored.mention.said_at if self.imports else stored.mention.collected_at
            if scope in scopes(stored.matches) and self._counts(stored, came):
                heapq.heappush(waiting, (came, stored.id, stored))
            while waiting and waiting[0][0] <= stored.mention.said_at - DAY:
                yield _hit(heapq.heappop(waiting))
        while waiting:
            yield _hit(heapq.heappop(waiting))

    def _counts(self, stored: StoredMention, came: datetime) -> bool:
        """Whether it came in the time that is replayed, and not later than a post may come and alert."""
        return self.since <= came < self.until and came - stored.mention.said_at <= DAY


def _hit(arrived: tuple[datetime, int, StoredMention]) -> tuple[datetime, Hit]:
    came, id, stored = arrived
    end = bucket_start(came) + BUCKET
    read = stored.classification is not None
    return end, Hit(seq=id, stored=stored, scopes=scopes(stored.matches), read=read, live=True)


def _merged(found: Iterable[Firing]) -> list[Firing]:
    """What came before the alert was over belongs to it."""
    merged: list[Firing] = []
    last: dict[str, int] = {}
    for firing in sorted(found, key=lambda each: (each.at, each.alert.ends_at)):
        index = last.get(firing.alert.fingerprint)
        if index is not None and firing.at <= merged[index].alert.ends_at + BUCKET:
            merged[index] = replace(merged[index], alert=_together(merged[index].alert, firing.alert))
        else:
            last[firing.alert.fingerprint] = len(merged)
            merged.append(firing)
    return merged


def _together(first: Alert, more: Alert) -> Alert:
    """An alert with what was raised while it lasted: counts over time as they stood last, single posts added up."""
    if more.lasting:
        return replace(max(first, more, key=lambda each: each.ends_at), starts_at=first.starts_at)
    evidence = (*more.evidence, *first.evidence)[:MOST_EVIDENCE]
    return replace(first, ends_at=more.ends_at, value=first.value + more.value, evidence=evidence)
