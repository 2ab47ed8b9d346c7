"""The first sentence of a notice: what happened, by the kind of notice."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from listener.wording.durations import span
from listener.wording.moments import localised, moment
from listener.wording.text import one_line
from rules.alerting.titles import gravest
from storage.records import Alert, Notice

DRILL = (
    "DRILL: this is an exercise. What is told here happens in this exercise only; its posts are made up or of the past."
)


def lead(notice: Notice, target: str, zone: ZoneInfo) -> str:
    """What happened, in one sentence."""
    if notice.kind == "test":
        return f"This is a test: the target “{one_line(target, 80)}” works. Nothing happened and nothing needs doing."
    if notice.kind == "resolved":
        return _end(notice, zone)
    alerts = gravest(notice.alerts)
    happened = one_line(alerts[0].now or alerts[0].summary, 300) if alerts else one_line(notice.title, 160)
    happened = localised(happened, zone, notice.created_at)
    return f"You are paged: {happened}" if notice.kind == "page" and not notice.note else happened


def _end(notice: Notice, zone: ZoneInfo) -> str:
    """Who ended it, and whether what raised it has ended too: a person may say so before."""
    alerts, now = notice.alerts, notice.created_at
    over = f"{one_line(notice.by, 80)} says that it is over" if notice.by else "It is over"
    if not alerts:
        return f"{over}."
    start = min(alert.starts_at for alert in alerts)
    going = gravest([alert for alert in alerts if alert.ends_at > now])
    if going:
        return f"{over}, {span(now - start)} after it began; {_going(going)}"
    lasted = span(max(alert.ends_at for alert in alerts) - start)
    return f"{over}: it began {moment(start, zone)}, lasted {lasted}, and nothing raises an alert any more."


def _going(alerts: Sequence[Alert]) -> str:
    more = f" (and {len(alerts) - 1} more)" if len(alerts) > 1 else ""
    return f"this has not ended yet: {one_line(alerts[0].now or alerts[0].summary, 200).rstrip('.')}{more}."


REASON, SUMMARY = 400, 2000
"""Letters of what is said beside the news, and of a report's summary, which is the news."""


def note(notice: Notice, zone: ZoneInfo) -> str:
    """Why this is told now; "" where the lead says it all."""
    longest = SUMMARY if notice.kind in ("report", "review") else REASON
    said = localised(one_line(notice.note, longest), zone, notice.created_at)
    return said or _NOTES.get(notice.kind, "")


_NOTES = {"handover": "This incident was handed over to you.", "reminder": "Something is overdue here."}
