"""The first sentence of a notice: what happened, by the kind of notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from listener.wording.durations import span
from listener.wording.moments import moment
from listener.wording.text import one_line
from storage.records import Alert, Notice

DRILL = (
    "DRILL: this is an exercise. What is told here happens in this exercise only; its posts are made up or of the past."
)


def gravest(alerts: Sequence[Alert]) -> list[Alert]:
    """The gravest and then the newest first."""
    return sorted(alerts, key=lambda alert: (alert.severity, -alert.starts_at.timestamp()))


def lead(notice: Notice, target: str, zone: ZoneInfo) -> str:
    """What happened, in one sentence."""
    if notice.kind == "test":
        return f"This is a test: the target “{one_line(target, 80)}” works. Nothing happened and nothing needs doing."
    if notice.kind == "resolved":
        return f"It is over: {_course(notice.alerts, notice.created_at, zone)}"
    alerts = gravest(notice.alerts)
    happened = one_line(alerts[0].summary, 300) if alerts else one_line(notice.title, 160)
    return f"You are paged: {happened}" if notice.kind == "page" and not notice.note else happened


def _course(alerts: Sequence[Alert], now: datetime, zone: ZoneInfo) -> str:
    if not alerts:
        return "nothing raises an alert any more."
    start, end = min(alert.starts_at for alert in alerts), max(alert.ends_at for alert in alerts)
    lasted = span(min(end, now) - start)
    return f"it began {moment(start, zone)}, lasted {lasted}, and nothing raises an alert any more."


def note(notice: Notice) -> str:
    """Why this is told now; "" where the lead says it all."""
    said = one_line(notice.note, 400)
    return said or _NOTES.get(notice.kind, "")


_NOTES = {"handover": "This incident was handed over to you.", "reminder": "Something is overdue here."}
