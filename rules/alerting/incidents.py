"""The life of an incident, so that people are told once: pure steps (incident, event, now) -> incident, notices.

Everything about the next notice follows from the record and `now`, so a clock that was set back or far ahead delays a
notice by one interval at most and never causes two. A step that changes nothing returns the record it was given.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from rules.alerting import escalation
from rules.alerting.joining import joined, same_stretch
from rules.alerting.news import GROWN, has_news, pause
from rules.alerting.routing import UNROUTED, Effective, Labels
from rules.alerting.titles import title
from rules.wording.moments import utc
from storage.errors import Conflict
from storage.records import Incident, NoticeKind, TimelineEntry

if TYPE_CHECKING:
    from storage.records import Alert, EntryKind, Policy

Step = tuple[Incident, tuple[NoticeKind, ...]]


def key(route: Effective, labels: Labels) -> str:
    """What makes alerts one incident: the values of the labels by which the top-level route groups them.

    Alerts about one brand are one matter, whichever routes take them. What is grouped otherwise, or taken by no route,
    stays apart by its top-level route, so that nobody hears of what belongs to others.
    """
    values = json.dumps({label: labels.get(label, "") for label in route.group_by}, ensure_ascii=False)
    return values if "brand" in route.group_by and route.top != UNROUTED else f"{route.top} {values}"


def receive(
    incident: Incident | None,
    alerts: Sequence[Alert],
    route: Effective,
    labels: Labels,
    now: datetime,
    policies: Sequence[Policy] = (),
) -> Incident:
    """Take alerts of one key in: into the unresolved incident, or into a new one that follows the resolved one.

    The first alert whose route has a policy starts the paging by it, and so does each further policy of the routes of a
    later one; the incident keeps them as they were then. An alert that only says again what a resolved incident was
    about (the same stretch, not grown to twice) is dropped.
    `alerts` must not be empty unless there is an incident.
    """
    if incident and incident.state != "resolved":
        known = _about(incident, labels.get("brand", ""))
        return _merge(escalation.joined(known, policies, now), alerts, route, now)
    fresh = [alert for alert in alerts if not (incident and _settled(incident, alert))]
    if incident and not fresh:
        return incident
    return _open(incident, fresh, route, labels, now, policies)


def refresh(incident: Incident, alert: Alert, route: Effective, now: datetime) -> Incident:
    """Take over how a known alert that lasts stands now: its newest count, and with it the title. That is no news,
    unless it has doubled."""
    known = next((one for one in incident.alerts if one.fingerprint == alert.fingerprint), None)
    if known is None or incident.state == "resolved" or not same_stretch(known, alert):
        return incident
    return _rescheduled(_titled(_exchanged(incident, known, joined(known, alert)), now), route, now)


def step(
    incident: Incident, route: Effective, reached: escalation.Reached, now: datetime
) -> tuple[Incident, tuple[NoticeKind, ...], tuple[escalation.Page, ...]]:
    """Everything that is due: notices of its routes, taken together, and pages, one a policy at most."""
    advanced, kinds = advance(incident, route, now)
    after, pages = escalation.page(advanced, reached, now)
    return after if after.state == advanced.state else _rescheduled(after, route, now), kinds, pages


def advance(incident: Incident, route: Effective, now: datetime) -> Step:
    """What is due: the first notice, news, a reminder, or the end of an incident whose alerts have all ended."""
    incident = _titled(incident, now)
    due = _due(incident, route, now)
    if due is not None and due <= now:
        return _tell(incident, route, now)
    if _over(incident, route, now):
        resolved = _resolved(incident, "resolved itself: everything that raised it is over", None, now)
        return resolved, ("resolved",)
    return _scheduled(incident, due), ()


def acknowledge(incident: Incident, who: str, now: datetime) -> Incident:
    """Somebody takes care: no reminders or pages from now on; news is told. Raises Conflict if another was first."""
    if incident.state == "resolved":
        raise Conflict(_late(incident))
    if incident.acknowledged_by == who:
        return escalation.touched(incident, now)
    if incident.acknowledged_by:
        raise Conflict(_earlier(incident))
    pending = incident.next_notice_at if has_news(incident) else None
    taken = _titled(_taken(incident, who, pending, now), now)
    return _log(taken, "acknowledged", "acknowledged", now, who=who)


def hand_over(incident: Incident, to: str, who: str, now: datetime) -> Incident:
    """Somebody else takes care from now on, whether it was taken before or not. Raises Conflict once resolved."""
    if incident.state == "resolved":
        raise Conflict(_late(incident))
    if incident.acknowledged_by == to:
        return escalation.touched(incident, now)
    pending = incident.next_notice_at if has_news(incident) else None
    return _log(_taken(incident, to, pending, now), "handover", f"handed over to {to}", now, who=who, to=to)


def escalate(
    incident: Incident, reached: escalation.Reached, who: str, route: Effective, now: datetime
) -> tuple[Incident, escalation.Page | None]:
    """Somebody has the next level paged now. Raises Conflict once resolved, ValueError where nobody is to be paged."""
    if incident.state == "resolved":
        raise Conflict(_late(incident))
    after, page = escalation.hastened(incident, reached, who, now)
    return _rescheduled(after, route, now), page


def resolve(incident: Incident, who: str, now: datetime) -> Step:
    """Somebody says that it is over; those who were told hear of it. Raises Conflict if it was resolved before."""
    if incident.state == "resolved":
        raise Conflict(_late(incident))
    resolved = _resolved(incident, "resolved", who, now)
    return resolved, ("resolved",) if incident.last_notice_at else ()


def note(incident: Incident, text: str, who: str, now: datetime) -> Incident:
    """Add a line to the timeline, in any state."""
    return _log(escalation.touched(incident, now), "note", text, now, who=who)


def judged(incident: Incident, text: str, who: str, now: datetime) -> Incident:
    """Somebody said whether it was worth telling, in any state."""
    return _log(escalation.touched(incident, now), "verdict", text, now, who=who)


def set_severity(incident: Incident, severity: int, who: str, route: Effective, now: datetime) -> Incident:
    """Raise (that is news to be told) or lower (it is not) the severity. Raises Conflict once resolved."""
    if incident.state == "resolved":
        raise Conflict(_late(incident))
    if severity not in {1, 2, 3}:
        raise ValueError(f"severity {severity} does not exist: 1, 2 or 3")
    if severity == incident.severity:
        return incident
    what = f"{'raised' if severity < incident.severity else 'lowered'} severity from {incident.severity} to {severity}"
    set_ = escalation.raised(escalation.touched(replace(incident, severity=severity), now), now)
    return _rescheduled(_log(set_, "severity", what, now, who=who), route, now)


def _taken(incident: Incident, who: str, next_notice_at: datetime | None, now: datetime) -> Incident:
    taken = replace(incident, state="acknowledged", acknowledged_by=who, next_notice_at=next_notice_at)
    return escalation.taken(taken, now)


def _open(
    before: Incident | None,
    alerts: Sequence[Alert],
    route: Effective,
    labels: Labels,
    now: datetime,
    policies: Sequence[Policy],
) -> Incident:
    worst = min(alerts, key=lambda alert: alert.severity)
    incident = Incident(
        key=key(route, labels),
        route=route.name,
        title=title(alerts, now),
        severity=worst.severity,
        opened_at=now,
        follows=before.id if before else None,
    )
    begun = _about(_log(incident, "opened", "opened", now), labels.get("brand", ""))
    opened = escalation.joined(begun, policies, now)
    return _merge(opened, alerts, route, now)


def _about(incident: Incident, brand: str) -> Incident:
    return replace(incident, brands=(*incident.brands, brand)) if brand and brand not in incident.brands else incident


def _merge(incident: Incident, alerts: Sequence[Alert], route: Effective, now: datetime) -> Incident:
    for alert in alerts:
        incident = _add(incident, alert, now)
    return _rescheduled(_titled(incident, now), route, now)


def _titled(incident: Incident, now: datetime) -> Incident:
    said = title(incident.alerts, now, resolved=incident.state == "resolved") or incident.title
    return incident if said == incident.title else replace(incident, title=said)


def _exchanged(incident: Incident, old: Alert, new: Alert) -> Incident:
    return incident if new == old else replace(incident, alerts=tuple(new if a is old else a for a in incident.alerts))


def _add(incident: Incident, alert: Alert, now: datetime) -> Incident:
    """One alert more: a new fingerprint, one that is back after its end, or a silent update of one that is known."""
    old = next((one for one in incident.alerts if one.fingerprint == alert.fingerprint), None)
    if old is None:
        grown = replace(incident, alerts=(*incident.alerts, alert))
        return _raised(_log(grown, "alert", f"alert: {alert.summary}", now), alert, now)
    back = old.ends_at <= now and not same_stretch(old, alert)
    latest = alert if back else joined(old, alert)
    updated = _exchanged(incident, old, latest)
    if back:
        told = {one: value if one != alert.fingerprint else 0.0 for one, value in updated.told.items()}
        anew = replace(updated, told=told, again=(*updated.again, alert.fingerprint))
        return _raised(_log(anew, "again", f"again: {alert.summary}", now), alert, now)
    if latest.lasting and latest.ends_at <= now and latest.fingerprint in updated.told:  # late posts of what is over
        updated = replace(updated, told={**updated.told, latest.fingerprint: latest.value})
    return _raised(updated, alert, now) if alert.severity < old.severity else updated


def _raised(incident: Incident, alert: Alert, now: datetime) -> Incident:
    if alert.severity >= incident.severity:
        return incident
    what = f"severity rose from {incident.severity} to {alert.severity}"
    return _log(escalation.raised(replace(incident, severity=alert.severity), now), "severity", what, now)


def _settled(incident: Incident, alert: Alert) -> bool:
    """Whether a resolved incident was already about this alert."""
    return any(
        old.fingerprint == alert.fingerprint
        and same_stretch(old, alert)
        and alert.severity >= old.severity
        and alert.value < GROWN * old.value
        for old in incident.alerts
    )


def _due(incident: Incident, route: Effective, now: datetime) -> datetime | None:
    """When the next notice is due. Moments that lie ahead of `now` (the clock was set back) count as now."""
    if incident.state == "resolved":
        return None
    last = incident.last_notice_at
    if has_news(incident):
        wait = route.group_wait if last is None else pause(incident, route)
    elif incident.state == "open" and any(alert.ends_at > now for alert in incident.alerts):
        wait = max(route.repeat_interval, route.group_interval)
    else:
        return None
    due = min(last or incident.opened_at, now) + wait
    return due if incident.next_notice_at is None else min(due, incident.next_notice_at)


def _over(incident: Incident, route: Effective, now: datetime) -> bool:
    """Whether it may resolve itself: told, not severity 1, never taken, all alerts ended, no notice just before."""
    return (
        incident.state == "open"
        and incident.severity > 1
        and not has_news(incident)
        and not escalation.was_stale(incident)
        and incident.last_notice_at is not None
        and all(alert.ends_at <= now for alert in incident.alerts)
        and min(incident.last_notice_at, now) + route.group_interval <= now
    )


def _tell(incident: Incident, route: Effective, now: datetime) -> Step:
    kind: NoticeKind = "opened" if incident.last_notice_at is None else "updated"
    told = replace(
        incident,
        told={alert.fingerprint: alert.value for alert in incident.alerts},
        again=(),
        told_severity=incident.severity,
        last_notice_at=now,
        next_notice_at=None,
    )
    what = f"told {', '.join(route.targets) or 'nobody: no route of it has targets'} ({kind})"
    return _rescheduled(_log(told, "told", what, now), route, now), (kind,)


def _resolved(incident: Incident, what: str, who: str | None, now: datetime) -> Incident:
    resolved = replace(escalation.ended(incident), state="resolved", resolved_at=now, next_notice_at=None)
    return _log(_titled(resolved, now), "resolved", what, now, who=who)


def _rescheduled(incident: Incident, route: Effective, now: datetime) -> Incident:
    return _scheduled(incident, _due(incident, route, now))


def _scheduled(incident: Incident, due: datetime | None) -> Incident:
    return incident if due == incident.next_notice_at else replace(incident, next_notice_at=due)


def _earlier(incident: Incident) -> str:
    taken = incident.last("acknowledged", "handover")
    since = f", since {utc(taken.at)}" if taken else ""
    return f"{incident.acknowledged_by} already takes care of this incident{since}"


def _late(incident: Incident) -> str:
    last = incident.last("resolved")
    by = f" by {last.who}" if last and last.who else ""
    when = f" on {utc(incident.resolved_at)}" if incident.resolved_at else ""
    return f"this incident was already resolved{by}{when}"


def _log(
    incident: Incident, kind: EntryKind, what: str, now: datetime, *, who: str | None = None, to: str | None = None
) -> Incident:
    entry = TimelineEntry(at=now, kind=kind, what=what, who=who, to=to)
    return replace(incident, timeline=(*incident.timeline, entry))
