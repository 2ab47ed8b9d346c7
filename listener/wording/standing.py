"""How an incident stands, in words for people who come to it from a link."""

from __future__ import annotations

from datetime import datetime

from storage.records import Incident


def standing(incident: Incident) -> tuple[str, datetime | None]:
    """A few words, and since when; None where there is no moment to name."""
    if incident.state == "open":
        return "nobody has taken it yet", None
    if incident.state == "resolved":
        last = incident.last("resolved")
        return (f"resolved by {last.who}" if last and last.who else "resolved itself"), incident.resolved_at
    last = incident.last("acknowledged", "handover")
    if last and last.who != incident.acknowledged_by:
        return f"handed over to {incident.acknowledged_by} by {last.who}", last.at
    return f"{incident.acknowledged_by} takes care of it", last.at if last else None
