"""Moments in sentences that are written once and read in any time zone, and those of a reader whose zone is known."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def utc(at: datetime) -> str:
    """The form is "21 Nov 14:05 UTC"."""
    return zoned(at, UTC)


def zoned(at: datetime, zone: tzinfo) -> str:
    """The form is "21 Nov 14:05 CET"."""
    return f"{at.astimezone(zone):%d %b %H:%M %Z}"


def clock(at: datetime, zone: tzinfo) -> str:
    """The time of a day that everybody knows: "14:05 CET"."""
    return f"{at.astimezone(zone):%H:%M %Z}"
