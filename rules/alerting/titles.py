"""What an incident is called, as its alerts stand: a title that lives, and is written down with each step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.records import Alert


def gravest(alerts: Sequence[Alert]) -> list[Alert]:
    """The gravest and then the newest first."""
    return sorted(alerts, key=lambda alert: (alert.severity, -alert.starts_at.timestamp()))


def stands(alert: Alert, now: datetime, *, resolved: bool = False) -> str:
    """What an alert says: a count as it stands now and with its peak; once it is over, its peak alone."""
    return alert.now or alert.summary if alert.ends_at > now and not resolved else alert.summary


def title(alerts: Sequence[Alert], now: datetime, *, resolved: bool = False) -> str:
    """What the gravest alert says, of those that go on before those that have ended; "" without alerts."""
    if not alerts:
        return ""
    first = min(gravest(alerts), key=lambda alert: (alert.severity, alert.ends_at <= now))
    if resolved or not first.lasting:
        return first.summary
    return stands(first, now) if first.ends_at > now else f"{first.summary}; over now"
