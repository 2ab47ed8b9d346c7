"""An incident as JSON, in the same words for whoever asks: commands, webhooks that act, messages to programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from listener.wording.addresses import address
from listener.wording.text import without_controls
from storage.records import Incident, Notice, Paging

Row = dict[str, Any]
LONGEST_TITLE = 2000


def outline(incident: Incident, base_url: str | None) -> Row:
    """How an incident stands; times are ISO 8601 in UTC."""
    return {
        **_named(incident.id, incident.title, incident.severity, f"/incidents/{incident.id}", base_url),
        "state": incident.state,
        "opened_at": incident.opened_at.isoformat(),
        "resolved_at": incident.resolved_at and incident.resolved_at.isoformat(),
        "acknowledged_by": incident.acknowledged_by,
        "follows": incident.follows,
        "drill": incident.drill,
        "brands": list(incident.brands),
    }


def whole(incident: Incident, base_url: str | None) -> Row:
    """The same with its alerts, its history and the search for somebody who answers."""
    paging = incident.paging and _paging(incident.paging)
    also = [_paging(each) for each in incident.also]
    return {**asdict(incident), **outline(incident, base_url), "paging": paging, "also": also}


def told(notice: Notice, base_url: str | None) -> Row:
    """The incident of a notice, as it stood when that was decided."""
    return {
        **_named(notice.incident_id, notice.title, notice.severity, notice.path, base_url),
        "thread": without_controls(notice.thread),
        "number": notice.number,
        "scope": notice.scope,
    }


def _named(id: int | None, title: str, severity: int, path: str, base_url: str | None) -> Row:
    return {
        "id": id,
        "title": without_controls(title[:LONGEST_TITLE]),
        "severity": severity,
        "url": address(base_url, path),
    }


def _paging(paging: Paging) -> Row:
    levels = [
        {"members": level.members, "timeout_seconds": level.timeout.total_seconds()} for level in paging.policy.levels
    ]
    return {
        "policy": paging.policy.name,
        "levels": levels,
        "level": paging.level + 1,
        "round": paging.round,
        "pages": paging.pages,
        "next_at": paging.next_at,
    }
