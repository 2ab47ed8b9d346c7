"""Incidents as a list shows them: their course, who had them, how they ended, what people called them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Protocol

from listener.config.config import Config
from listener.metrics.response_times import to_acknowledge, to_resolve
from listener.metrics.usual_range import Range
from listener.situation.needs import Ladder, ladder, needs_person
from listener.situation.opened import gravest_alert, rule_of, series_of
from listener.situation.ranged import Ranged
from listener.wording.figures import between
from rules.base import BUCKET, bucket_start
from rules.counting.amounts import amount
from rules.wording.scopes import subject
from storage.records import Alert, Incident, Series
from storage.responding import Responding
from storage.store import Evaluating

LEAD, LENGTH, BAR = timedelta(hours=6), timedelta(hours=24), timedelta(minutes=30)
"""The course begins so long before the incident, is so long, and has a value for so much of it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a course is made of.

    Attributes:
        over: How long the window is that is counted.
        usual: What such a count is beside; None where that is not known.
    """

    series: Series
    begin: datetime
    over: timedelta
    usual: Range | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row.

    Attributes:
        course: What its gravest alert counts, around its beginning: the most of each half hour in the alert's own
            window, beside what the alert found usual; mentions about the same where that is not known; None of a drill.
        peak: What its gravest alert counted at most beside what is usual: "36 posts, usually 2–7"; "" where that is not
            known.
        taken_after, lasted: None while nobody took it, or it lasts.
    """

    incident: Incident
    needs: bool
    about: str
    course: Ranged | None
    peak: str
    ladder: Ladder | None
    taken_after: timedelta | None
    lasted: timedelta | None


class Verdicts:
    """What people called incidents: the later word about each rule counts."""

    def __init__(self, useful: Mapping[int, Sequence[bool]]) -> None:
        self._useful = useful

    def word(self, incident: Incident) -> str | None:
        """Useful where any of its rules was, noise where none was; None where nobody has said."""
        said = self._useful.get(incident.id or 0)
        return None if not said else "useful" if any(said) else "noise"


class Judged(Evaluating, Responding, Protocol):
    """Counts, and what people say."""


def verdicts(store: Responding, incidents: Sequence[Incident], now: datetime) -> Verdicts:
    """Of these incidents."""
    since = min((each.opened_at for each in incidents), default=now)
    latest: defaultdict[int, dict[str, bool]] = defaultdict(dict)
    for each in store.verdicts(since):
        latest[each.incident_id][each.rule] = each.useful
    return Verdicts({id: list(said.values()) for id, said in latest.items()})


def listed(store: Evaluating, config: Config, incidents: Sequence[Incident], now: datetime) -> list[Listed]:
    """In the order given."""
    return [
        Listed(
            incident=each,
            needs=needs_person(each),
            about=subject(alert.scope) if (alert := gravest_alert(each)) else "",
            course=course,
            peak=_peak(config, alert) if alert else "",
            ladder=ladder(config, each, now),
            taken_after=to_acknowledge(each),
            lasted=to_resolve(each),
        )
        for each, course in zip(incidents, _courses(store, config, incidents, now), strict=True)
    ]


def _peak(config: Config, alert: Alert) -> str:
    if alert.band is None or alert.unit != "amount":
        return ""
    return f"{amount(alert.value, series_of(config, alert).measure)}, usually {between(*alert.band)}"


def _courses(store: Evaluating, config: Config, incidents: Sequence[Incident], now: datetime) -> list[Ranged | None]:
    """One statement for all: each is cut out of what was counted about anything of the list in that time."""
    every = [_asked(config, each, now) for each in incidents]
    wanted = [asked for asked in every if asked]
    if not wanted:
        return [None] * len(every)
    start, end = min(each.begin - each.over for each in wanted), max(each.begin + LENGTH for each in wanted)
    found = store.counts(list({each.series for each in wanted}), start, end)
    return [_cut(found[asked.series].total, start, asked) if asked else None for asked in every]


def _asked(config: Config, incident: Incident, now: datetime) -> _Asked | None:
    alert = gravest_alert(incident)
    if alert is None or incident.drill:
        return None
    latest = bucket_start(now) - LENGTH
    begin = min(bucket_start(incident.opened_at - LEAD), latest) if incident.state == "resolved" else latest
    rule = rule_of(config, alert)
    if alert.band is None or rule is None or rule.stretch is None:
        return _Asked(Series(alert.scope), begin, BAR, None)
    return _Asked(series_of(config, alert), begin, rule.stretch, alert.band)


def _cut(counts: Sequence[int], start: datetime, asked: _Asked) -> Ranged:
    first, over, length, bar = (asked.begin - start) // BUCKET, *(each // BUCKET for each in (asked.over, LENGTH, BAR))
    sums = list(accumulate(counts[first - over : first + length], initial=0))
    seen = [sums[end + over] - sums[end] for end in range(1, length + 1)]
    most = tuple(max(seen[at : at + bar]) for at in range(0, length, bar))
    return Ranged(start=asked.begin, each=BAR, counts=most, usual=(asked.usual,) * len(most))
