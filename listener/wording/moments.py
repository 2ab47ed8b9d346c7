"""Moments as people write them on the command line: 7d (that long ago), 2026-03-01, 2026-03-01T14:00+01:00."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from listener.wording import durations


def parse(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC; without an offset it is meant in the zone. Raises ValueError with what to write instead."""
    text = text.strip()
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        return _ago(text, now)
    try:
        return (said if said.tzinfo else said.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f'"{text}" is too far away') from None


def _ago(text: str, now: datetime) -> datetime:
    try:
        return now - durations.parse(text)
    except (ValueError, OverflowError):
        raise ValueError(
            f'"{text}" is no time; write "7d" for seven days ago, or a date as "2026-03-01T14:00"'
        ) from None
