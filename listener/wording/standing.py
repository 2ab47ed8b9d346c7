"""How an incident stands, in words for people who come to it from a link."""

from __future__ import annotations

from datetime import datetime

from storage.records import Incident, TimelineEntry


def standing(incident: Incident) -> tuple[str, datetime | None]:
    """A few words, and since when; None where there is no moment to name."""
    if incident.state == "open":
        return "nobody has taken it yet", None
    if incident.state == "resolved":
        last = _last(incident, "resolved")
        return (f"resolved by {last.who}" if last and last.who else "resolved itself"), incident.resolved_at
    last = _last(incident, "acknowledged", "handed over to ")
    if last and last.who != incident.acknowledged_by:
        return f"handed over to {incident.acknowledged_by} by {last.who}", last.at
    return f"{incident.acknowledged_by} takes care of it", last.at if last else None


def _last(incident: Incident, *words: str) -> TimelineEntry | None:
    return next((entry for entry in reversed(incident.timeline) if entry.what.startswith(words)), None)
