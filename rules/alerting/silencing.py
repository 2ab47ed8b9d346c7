"""Which alerts are not told: those that somebody silenced, and those that another alert makes needless; pure.

Unlike in routes, a severity is compared as a whole here: who silences 3 does not silence what is graver.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from rules.alerting.people import Inhibition
from rules.alerting.routing import Label, Labels, labels
from rules.wording.several import several

if TYPE_CHECKING:
    from storage.records import Alert, Incident, Silence

LABELS: tuple[str, ...] = get_args(Label)


def silenced(alert_labels: Labels, silences: Iterable[Silence], now: datetime) -> Silence | None:
    """The silence that holds such an alert back at a moment, of several the longest; None: it may be told."""
    holding = (one for one in silences if one.starts_at <= now < one.ends_at and fits(one.match, alert_labels))
    return max(holding, key=lambda one: one.ends_at, default=None)


def is_silenced(
    incident: Incident, brand_of_query: Mapping[str, str], silences: Sequence[Silence], now: datetime
) -> bool:
    """Whether all of an incident's alerts are silenced at a moment: then it says nothing until that is over."""
    named = [labels(alert, brand_of_query) for alert in incident.alerts]
    return bool(named) and all(silenced(each, silences, now) for each in named)


def inhibited(
    alert_labels: Labels, alerts_going_on: Iterable[Labels], inhibitions: Iterable[Inhibition]
) -> Labels | None:
    """Labels of an alert that goes on and makes such a one needless; None: it may be told."""
    going_on = tuple(alerts_going_on)
    held = (each for each in inhibitions if fits(each.target, alert_labels))
    return next((one for each in held for one in going_on if _outweighs(one, alert_labels, each)), None)


def fits(match: Mapping[str, str | tuple[str, ...]], alert_labels: Labels) -> bool:
    """Whether all labels are as wanted; several values mean any of them. An empty match fits nothing."""
    return bool(match) and all(alert_labels.get(label) in several(wanted) for label, wanted in match.items())


def judged_at(alert: Alert, now: datetime) -> datetime:
    """The moment at which an alert is held back or not: its end where that is past.

    Rules look at the last 24 hours again and again. What was over before a silence ended is not told after it.
    """
    return min(alert.ends_at, now)


def going_on(incidents: Iterable[Incident], moment: datetime) -> list[Alert]:
    """Alerts that went on at a moment, in incidents that were not resolved then. A drill is no reason for silence."""
    real = (each for each in incidents if not each.drill and (each.resolved_at is None or each.resolved_at > moment))
    return [alert for each in real for alert in each.alerts if alert.starts_at <= moment < alert.ends_at]


def continues(alert: Alert, incidents: Iterable[Incident]) -> bool:
    """Whether it only says that what an unresolved incident knows goes on: no news, but without it the incident would
    end too early."""
    known = (old for each in incidents if each.state != "resolved" for old in each.alerts)
    return alert.lasting and any(
        old.fingerprint == alert.fingerprint and alert.starts_at <= old.ends_at and alert.severity >= old.severity
        for old in known
    )


def _outweighs(source: Labels, alert_labels: Labels, inhibition: Inhibition) -> bool:
    """Of two alerts that both match both sides neither silences the other: else one could silence itself."""
    if not fits(inhibition.source, source) or any(source[label] != alert_labels[label] for label in inhibition.equal):
        return False
    return not (fits(inhibition.source, alert_labels) and fits(inhibition.target, source))
