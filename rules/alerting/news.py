"""What of an incident no notice has told yet; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.alerting.routing import Effective

if TYPE_CHECKING:
    from storage.records import Alert, Incident

GROWN = 2.0
"""A count that has become so many times what was told is news."""
AT_FIRST = 3
"""After so many notices, those that tell of further posts alone come more and more slowly."""


def news(incident: Incident) -> list[Alert]:
    """The alerts that no notice has told as they stand: new ones, posts that came since, counts that have doubled.

    Of single posts each has the number of new ones as its value, and only them as its evidence.
    """
    return [_untold(incident, alert) for alert in incident.alerts if _is_new(incident, alert)]


def has_news(incident: Incident) -> bool:
    """Whether there is something that no notice has told yet."""
    if incident.told_severity is None or incident.severity < incident.told_severity:
        return True
    return any(_is_new(incident, alert) for alert in incident.alerts)


def pause(incident: Incident, route: Effective) -> timedelta:
    """How long after the last notice news is told: the route's interval; where only further posts of what is known keep
    coming, twice as long with each notice of the last `repeat_interval` after the first ones, and no longer than that.
    """
    if not _only_more(incident):
        return route.group_interval
    last = incident.last_notice_at
    lately = [
        each for each in incident.timeline if each.kind == "told" and last and each.at > last - route.repeat_interval
    ]
    slower = min(route.group_interval * (1 << min(10, max(0, len(lately) - AT_FIRST))), route.repeat_interval)
    return max(route.group_interval, slower)


def _only_more(incident: Incident) -> bool:
    """Whether all that is new is posts of alerts that were told, no graver than they were."""
    if incident.told_severity is None or incident.severity < incident.told_severity:
        return False
    new = [alert for alert in incident.alerts if _is_new(incident, alert)]
    return not any(
        each.lasting or each.fingerprint in incident.again or each.fingerprint not in incident.told for each in new
    )


def _is_new(incident: Incident, alert: Alert) -> bool:
    """Whether no notice has told it, or it has become more since: by a post, or a count by as much again."""
    told = incident.told.get(alert.fingerprint)
    if told is None or alert.fingerprint in incident.again:
        return True
    return 0 < GROWN * told <= alert.value if alert.lasting else alert.value > told


def _untold(incident: Incident, alert: Alert) -> Alert:
    if alert.lasting:
        return alert
    new = alert.value - incident.told.get(alert.fingerprint, 0)
    few = int(new) if new < len(alert.evidence) else len(alert.evidence)
    return replace(alert, value=new, evidence=alert.evidence[:few])
