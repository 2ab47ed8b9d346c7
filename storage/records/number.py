"""Numbers of mentions: places in time, so that a stretch of time is a stretch of numbers, whatever engine stores them.

Every engine numbers a mention by the microsecond since 1970 in which it was said, or by the next number that is free.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def number_at(at: datetime) -> int:
    """The least number that a mention said then, or later, can have."""
    return (at - EPOCH) // MICROSECOND


def moment_of(number: int) -> datetime:
    """When a mention of this number was said, to the microsecond unless others were said in the same."""
    return EPOCH + number * MICROSECOND
