"""Variables of holding statements that the incident itself knows: {brand}, {when}, {date}."""

from __future__ import annotations

from collections.abc import Mapping

from listener.config.config import Config
from listener.wording.moments import clock, day_in_words
from rules.alerting.routing import labels
from storage.records import Incident


def variables(config: Config, incident: Incident) -> Mapping[str, str]:
    """Name -> words, times in the configuration's zone; a variable that nobody knows yet is left out."""
    began = min((alert.starts_at for alert in incident.alerts), default=incident.opened_at)
    known = {"when": clock(began, config.zone), "date": day_in_words(began, config.zone)}
    if name := brand(config, incident):
        known["brand"] = name
    return known


def brand(config: Config, incident: Incident) -> str | None:
    """The brand that an incident is about; None where its alerts name none."""
    named = (labels(alert, config.brand_of_query)["brand"] for alert in incident.alerts)
    return next((name for name in named if name), None)
