"""The course of an incident: its posts in their usual range, how many were negative, what alarmed, what is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import ascii_lowercase
from typing import Protocol

from listener.crisis.counted import counted
from listener.health.blindness import unseen
from listener.health.tracks import tracks
from listener.metrics.shares import shares
from listener.metrics.usual_range import PAST
from listener.situation.blindness import Blind, blindness
from listener.situation.opened import gravest_alert
from listener.situation.ranged import Ranged, Window, ranged, window
from rules.alerting.titles import stands
from rules.base import BUCKET, bucket_start
from storage.records import Incident, Scope, Series
from storage.store import Collecting, Evaluating

SPANS: Mapping[str, tuple[timedelta, timedelta]] = {
    "6h": (timedelta(hours=6), timedelta(minutes=5)),
    "24h": (timedelta(hours=24), timedelta(minutes=15)),
    "7d": (timedelta(days=7), timedelta(hours=2)),
}
"""What can be looked at: how long, in bars of which length."""
AFTERWARDS = timedelta(hours=2)
"""So much of the time after its end is shown."""
HOUR = timedelta(hours=1)
SMOOTH = HOUR
"""The negative share is that of so much time up to the end of each bar, or of the bar where that is longer."""
LEAST_READ = 5
MOST_ALARMS = len(ascii_lowercase)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alert of the incident, as it is marked.

    Attributes:
        mark: A letter, unique in the chart.
        at: Since when it holds.
    """

    mark: str
    at: datetime
    severity: int
    what: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """The last of it.

    Attributes:
        before: How many came in the hour before.
        negative: How many of the last were read as negative.
    """

    posts: Window
    before: int
    negative: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the chart shows, and the last hour of it.

    Attributes:
        negative: How many of each bar's posts were read as negative.
        share: The negative share of what was read in the hour up to the end of each bar; None where too little was.
    """

    scope: Scope
    volume: Ranged
    hour: Hour
    negative: tuple[int, ...]
    share: tuple[float | None, ...]
    alarms: tuple[Alarm, ...]
    blind: tuple[Blind, ...]


class Counted(Collecting, Evaluating, Protocol):
    """Counts, and when a source could not be read."""


def course(store: Counted, incident: Incident, now: datetime, span: str = "24h") -> Course:
    """Of the incident's last time, up to now or shortly after its end. KeyError for a span that there is not."""
    from rules.detect.gaps import sighted

    length, each = SPANS[span]
    end = bucket_start(min(now, incident.resolved_at + AFTERWARDS) if incident.resolved_at else now)
    start, scope = end - length, scope_of(incident)
    unknown = unseen(store, [scope], start - PAST, end).get(scope)
    track = tracks(store, [Series(scope)], start - PAST, end)[Series(scope)]
    known = sighted(track, unknown.share if unknown else None)
    negative, share, lately = _negative(store, scope, start, end, each)
    before = int(track.total[-2 * HOUR // BUCKET : -HOUR // BUCKET].sum())
    return Course(
        scope=scope,
        volume=ranged(track, known, each, length // each),
        hour=Hour(posts=window(track, known, HOUR), before=before, negative=lately),
        negative=negative,
        share=share,
        alarms=_alarms(incident, start, end, now),
        blind=blindness(unknown.stretches if unknown else (), start, end),
    )


def scope_of(incident: Incident) -> Scope:
    """Whose posts it is about: those of its gravest alert."""
    alert = gravest_alert(incident)
    return alert.scope if alert else Scope.ALL


def _negative(
    store: Evaluating, scope: Scope, start: datetime, end: datetime, each: timedelta
) -> tuple[tuple[int, ...], tuple[float | None, ...], int]:
    """How many of each bar were negative, what part of those that were read, and how many in the last hour."""
    import numpy as np

    from rules.detect.windows import trailing

    width, over = each // BUCKET, max(each, SMOOTH) // BUCKET
    _, read = counted(store, scope, start - SMOOTH, end)
    skipped = SMOOTH // BUCKET
    bars = np.add.reduceat(read["negative"][skipped:], np.arange(0, (end - start) // BUCKET, width))
    whole = trailing(sum(read.values(), start=np.zeros(len(read["negative"]))), over)
    part = shares(trailing(read["negative"], over), whole)
    ends = range(skipped + width - 1, len(whole), width)
    share = tuple(float(part[end]) if whole[end] >= LEAST_READ else None for end in ends)
    return tuple(int(count) for count in bars), share, int(read["negative"][-HOUR // BUCKET :].sum())


def _alarms(incident: Incident, start: datetime, end: datetime, now: datetime) -> tuple[Alarm, ...]:
    shown = sorted((each for each in incident.alerts if each.starts_at < end), key=lambda each: each.starts_at)
    return tuple(
        Alarm(
            mark=mark,
            at=max(start, each.starts_at),
            severity=each.severity,
            what=stands(each, now, resolved=incident.state == "resolved"),
            rule=each.rule,
        )
        for mark, each in zip(ascii_lowercase, shown[-MOST_ALARMS:], strict=False)
    )
