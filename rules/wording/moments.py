"""Moments in sentences that are written once and read in any time zone, and those of a reader whose zone is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def utc(at: datetime) -> str:
    """The form is "21 Nov 14:05 UTC"."""
    return zoned(at, UTC)


def zoned(at: datetime, zone: tzinfo) -> str:
    """The form is "21 Nov 14:05 CET"."""
    local = at.astimezone(zone)
    return f"{day_of_month(local)} {local:%H:%M %Z}"


def day_of_month(date: date) -> str:
    """A day of a year that everybody knows: "3 Mar"."""
    return f"{date.day} {date:%b}"


def clock(at: datetime, zone: tzinfo) -> str:
    """The time of a day that everybody knows: "14:05 CET"."""
    return f"{at.astimezone(zone):%H:%M %Z}"
