"""What a silence would have held back in the last days: said before it begins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.config.config import Config
from listener.wording.figures import counted
from rules.alerting.routing import labels
from rules.alerting.silencing import fits
from storage.records import Incident
from storage.store import Evaluating

DAYS = 7
LOOKED_AT = 1000
"""So many incidents are looked through, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quieted:
    """What came of it.

    Attributes:
        rules: How many alerts of each rule, the most first.
        grave: How many of all were of severity 1.
        incidents: Numbers of those that are open and of which every alert fits: they would say nothing more.
    """

    rules: Mapping[str, int]
    grave: int
    incidents: Sequence[int]

    @property
    def alerts(self) -> int:
        """How many in all."""
        return sum(self.rules.values())

    @property
    def words(self) -> str:
        """In a sentence or two."""
        if not self.alerts:
            return f"Nothing that was told in the last {DAYS} days would have been held back."
        most = ", ".join(f"{name} {count}" for name, count in self.rules.items())
        grave = f", {self.grave} of severity 1" if self.grave else ""
        said = f"In the last {DAYS} days it would have held back {counted(self.alerts, 'alert')}{grave}: {most}."
        if not self.incidents:
            return said
        one = len(self.incidents) == 1
        numbers = ", ".join(map(str, self.incidents))
        return f"{said} Open now, {'incident' if one else 'incidents'} {numbers} would say and page nothing more."


def quieted(store: Evaluating, config: Config, match: Mapping[str, tuple[str, ...]], now: datetime) -> Quieted:
    """Of what was told, alerts that fit. A drill is none, and what other silences held back is held back anyway."""
    found = [each for each in store.incidents(limit=LOOKED_AT) if not each.drill]
    since = now - timedelta(days=DAYS)
    fitting = [
        alert
        for each in found
        for alert in each.alerts
        if alert.ends_at > since and fits(match, labels(alert, config.brand_of_query))
    ]
    return Quieted(
        rules=dict(Counter(alert.rule for alert in fitting).most_common()),
        grave=sum(alert.severity == 1 for alert in fitting),
        incidents=sorted(each.id or 0 for each in found if _falls_silent(each, config, match)),
    )


def _falls_silent(incident: Incident, config: Config, match: Mapping[str, tuple[str, ...]]) -> bool:
    if incident.state == "resolved" or not incident.alerts:
        return False
    return all(fits(match, labels(alert, config.brand_of_query)) for alert in incident.alerts)
