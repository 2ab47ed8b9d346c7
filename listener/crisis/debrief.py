"""The evaluation of a crisis, from what is stored: times, peak, reach, what drove it, what was missed, what changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from listener.crisis.course import LEAD, Course, course
from listener.crisis.drivers import Drivers, drivers, posts
from listener.crisis.screen import merged
from listener.metrics.response_times import first_notice, first_taken
from rules.alerting.routing import matter
from rules.response.targets import ResponseSection
from storage.records import Incident, Response, Scope, TimelineEntry
from storage.store import Evaluating, Querying

if TYPE_CHECKING:
    from listener.config.config import Config

AFTER = timedelta(days=3)
"""So long after the end of the crisis the counts are looked at for the recovery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When what happened; None where it has not.

    Attributes:
        first_post: First post of a story that drove it.
        alerted: First alert.
        told: First notice or page.
        acknowledged: Somebody took it.
        responded: First update to stakeholders or published statement.
        resolved: People said that it is over.
        recovered: Volume and tone were back in the band of the days before.
    """

    first_post: datetime | None
    alerted: datetime
    told: datetime | None
    acknowledged: datetime | None
    declared: datetime
    responded: datetime | None
    resolved: datetime | None
    recovered: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Debrief:
    """All of it.

    Attributes:
        scope: Whose posts were counted.
        course, drivers: None for a drill, whose posts are made up.
        on_time: How many of the updates that were promised came in time; `promised` how many that is.
        silent: Rules about these posts that said nothing.
        targets: What was promised, as the configuration has it now.
    """

    response: Response
    incident: Incident
    scope: Scope
    times: Times
    course: Course | None
    drivers: Drivers | None
    promised: int
    on_time: int
    silent: tuple[str, ...]
    timeline: tuple[TimelineEntry, ...]
    targets: ResponseSection


class Past(Evaluating, Querying, Protocol):
    """Counts, incidents and posts."""


def debrief(store: Past, config: Config, response: Response, incident: Incident, now: datetime) -> Debrief:
    """The evaluation as far as it can be made now."""
    scope = matter(incident.alerts, config.brand_of_query)
    end = min(now, (response.resolved_at or now) + AFTER)
    walked = told = None
    if not response.drill:
        walked = course(store, scope, incident.opened_at, end)
        told = _drivers(store, scope, incident, walked, end)
    promised, on_time = kept(response, now)
    return Debrief(
        response=response,
        incident=incident,
        scope=scope,
        times=_times(response, incident, walked, told),
        course=walked,
        drivers=told,
        promised=promised,
        on_time=on_time,
        silent=() if response.drill else _silent(store, config, scope, incident, end),
        timeline=tuple(merged(response, incident)),
        targets=config.response,
    )


def kept(response: Response, now: datetime) -> tuple[int, int]:
    """How many updates were promised and due, and how many of them came in time."""
    from rules.response.updates import FIRST

    promises = [response.declared_at + FIRST[response.severity], *(one.next_at for one in response.updates)]
    came = [one.at for one in response.updates]
    pairs = [(promise, came[number] if number < len(came) else None) for number, promise in enumerate(promises)]
    due = [(promise, at) for promise, at in pairs if promise and (at or promise <= now)]
    return len(due), sum(at is not None and at <= promise for promise, at in due)


def _drivers(store: Querying, scope: Scope, incident: Incident, walked: Course, end: datetime) -> Drivers:
    began = min(walked.began_at or incident.opened_at, incident.opened_at) - timedelta(hours=1)
    evidence = frozenset(id for alert in incident.alerts for id in alert.evidence)
    told = posts(store, scope, began - LEAD, walked.recovered_at or end)
    return drivers(told, began, incident.opened_at, evidence)


def _times(response: Response, incident: Incident, walked: Course | None, told: Drivers | None) -> Times:
    return Times(
        first_post=told.first.first_at if told and told.first else None,
        alerted=incident.opened_at,
        told=first_notice(incident),
        acknowledged=first_taken(incident),
        declared=response.declared_at,
        responded=first_answer(response),
        resolved=response.resolved_at,
        recovered=walked.recovered_at if walked else None,
    )


def first_answer(response: Response) -> datetime | None:
    """When the first update went to stakeholders or the first statement was published."""
    said = [*(one.at for one in response.updates), *(one.used_at for one in response.statements if one.used_at)]
    return min(said, default=None)


def _silent(store: Evaluating, config: Config, scope: Scope, incident: Incident, end: datetime) -> tuple[str, ...]:
    """Rules that look at these posts and raised nothing from a day before the first alert on."""
    queries = (Scope.query(query.name) for query in config.queries if Scope.brand(query.brand) == scope)
    scopes = {scope, Scope.ALL, *queries}
    since = incident.opened_at - LEAD
    fired = {
        alert.rule
        for each in store.incidents(limit=500)
        if not each.drill
        for alert in each.alerts
        if alert.ends_at >= since and alert.starts_at <= end
    }
    return tuple(rule.name for rule in config.rules if rule.enabled and rule.scope in scopes and rule.name not in fired)
