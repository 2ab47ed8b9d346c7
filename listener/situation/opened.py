"""An unresolved incident as an overview shows it: its alert's own count in its usual range, and who has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from listener.config.config import Config
from listener.health.tracks import tracks
from listener.metrics.usual_range import PAST
from listener.situation.needs import Ladder, ladder, needs_person
from listener.situation.ranged import Ranged, ranged
from rules.base import Rule, bucket_start
from rules.wording.scopes import subject
from storage.records import Alert, Incident, Series
from storage.store import Evaluating

DAY, BAR = timedelta(days=1), timedelta(minutes=30)
REASONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One of them.

    Attributes:
        about: Whose posts it is about.
        course: What its gravest alert counts, by half hour of the last day; None without alerts.
        reasons: The first of the gravest alert's.
    """

    incident: Incident
    needs: bool
    about: str
    course: Ranged | None
    ladder: Ladder | None
    reasons: Sequence[str]

    @property
    def taken_at(self) -> datetime | None:
        """When somebody took it or got it."""
        last = self.incident.last("acknowledged", "handover")
        return last.at if last and self.incident.state == "acknowledged" else None


class Counted(Evaluating, Protocol):
    """Counts."""


def opened(store: Counted, config: Config, incidents: Iterable[Incident], now: datetime) -> list[Opened]:
    """Those that need a person first, then by severity, the newest first."""
    found = sorted(incidents, key=lambda each: (not needs_person(each), each.severity, -each.opened_at.timestamp()))
    gravest = {each.id: alert for each in found if (alert := gravest_alert(each))}
    counted = {id: series_of(config, alert) for id, alert in gravest.items()}
    courses = _courses(store, set(counted.values()), now)
    return [
        Opened(
            incident=each,
            needs=needs_person(each),
            about=subject(gravest[each.id].scope) if each.id in gravest else "",
            course=courses[counted[each.id]] if each.id in counted else None,
            ladder=ladder(config, each, now),
            reasons=gravest[each.id].reasons[:REASONS] if each.id in gravest else (),
        )
        for each in found
    ]


def gravest_alert(incident: Incident) -> Alert | None:
    """The alert of the highest severity, the newest of several."""
    return min(incident.alerts, key=lambda each: (each.severity, -each.starts_at.timestamp()), default=None)


def series_of(config: Config, alert: Alert) -> Series:
    """What the alert's rule counts; all mentions where it counts nothing, or is configured no more."""
    rule = rule_of(config, alert)
    known = rule.counted(alert) if rule else None
    return Series(alert.scope, known.measure if known else "mentions")


def rule_of(config: Config, alert: Alert) -> Rule | None:
    """The rule that has raised it; None where it is configured no more."""
    return next((each for each in config.rules if each.name == alert.rule), None)


def _courses(store: Evaluating, wanted: Iterable[Series], now: datetime) -> Mapping[Series, Ranged]:
    end = bucket_start(now)
    found = tracks(store, wanted, end - PAST - DAY, end)
    return {series: ranged(track, None, BAR, DAY // BAR) for series, track in found.items()}
