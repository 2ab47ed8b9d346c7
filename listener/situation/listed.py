"""Incidents as a list shows them: their course, who had them, how they ended, what people called them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from listener.config.config import Config
from listener.metrics.response_times import to_acknowledge, to_resolve
from listener.situation.needs import Ladder, ladder, needs_person
from listener.situation.opened import gravest_alert, series_of
from listener.situation.ranged import Ranged
from listener.wording.figures import between
from rules.base import BUCKET, bucket_start
from rules.counting.amounts import amount
from rules.wording.scopes import subject
from storage.records import Alert, Incident, Scope, Series
from storage.responding import Responding
from storage.store import Evaluating

LEAD, LENGTH, BAR = timedelta(hours=6), timedelta(hours=24), timedelta(minutes=30)
"""The course begins so long before the incident, and is so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One row.

    Attributes:
        course: Mentions about the same around its beginning; None where it is of a drill, or too far back.
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
        for each, course in zip(incidents, _courses(store, incidents, now), strict=True)
    ]


def _peak(config: Config, alert: Alert) -> str:
    if alert.band is None or alert.unit != "amount":
        return ""
    return f"{amount(alert.value, series_of(config, alert).measure)}, usually {between(*alert.band)}"


def _courses(store: Evaluating, incidents: Sequence[Incident], now: datetime) -> list[Ranged | None]:
    """One statement for all: each is cut out of what was counted about anything of the list in that time."""
    spans = [_span(each, now) for each in incidents]
    wanted = [span for span in spans if span]
    if not wanted:
        return [None] * len(spans)
    start, end = min(begin for _, begin in wanted), max(begin + LENGTH for _, begin in wanted)
    found = store.counts([Series(scope) for scope in {scope for scope, _ in wanted}], start, end)
    return [_cut(found[Series(span[0])].total, start, span[1]) if span else None for span in spans]


def _span(incident: Incident, now: datetime) -> tuple[Scope, datetime] | None:
    alert = gravest_alert(incident)
    if alert is None or incident.drill:
        return None
    begin = bucket_start(incident.opened_at - LEAD)
    latest = bucket_start(now) - LENGTH
    return alert.scope, min(begin, latest) if incident.state == "resolved" else latest


def _cut(counts: Sequence[int], start: datetime, begin: datetime) -> Ranged:
    first, width = (begin - start) // BUCKET, BAR // BUCKET
    bars = [sum(counts[at : at + width]) for at in range(first, first + LENGTH // BUCKET, width)]
    return Ranged(start=begin, each=BAR, counts=tuple(bars), usual=(None,) * len(bars))
