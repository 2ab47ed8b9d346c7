"""Moments in sentences that are written once and read in any time zone."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(at: datetime) -> str:
    """The form is "21 Nov 14:05 UTC"."""
    return f"{at.astimezone(UTC):%d %b %H:%M} UTC"
