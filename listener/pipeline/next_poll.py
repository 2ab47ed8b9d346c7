"""When a source is polled again."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

JITTER = 0.1
LONGEST_PAUSE = timedelta(hours=6)
FIRST_PAUSE = timedelta(minutes=1)
FIRST_BREAK, LONGEST_BREAK = timedelta(seconds=2), timedelta(minutes=15)
"""Until a stream that broke off is opened again: at first, and at most."""


def after_success(name: str, every: timedelta, now: datetime, not_before: datetime | None) -> datetime:
    """One interval later, spread by ± 10 % so that sources do not wake in one burst, and not before it may be.

    Where a source names no zone, it means UTC.
    """
    due = now + every * (1 + JITTER * _spread(name, now))
    if not_before is None:
        return due
    return max(due, not_before if not_before.tzinfo else not_before.replace(tzinfo=UTC))


def after_failure(
    name: str, every: timedelta, now: datetime, failures: int, not_before: datetime | None, *, ever: bool = True
) -> datetime:
    """Twice the pause at each failure in a row, up to six hours (or the interval, where that is longer).

    Args:
        failures: In a row, this one included.
        ever: Whether it has ever answered. A source that has not is tried again after a minute, two minutes, and so
            on: somebody has just set it up, and waits.
    """
    pause = min(every * 2 ** min(failures, 20), max(LONGEST_PAUSE, every))
    if not ever:
        pause = min(pause, min(every, FIRST_PAUSE) * 2 ** min(failures - 1, 20))
    return after_success(name, pause, now, not_before)


def after_break(name: str, now: datetime, failures: int, not_before: datetime | None) -> datetime:
    """When a stream that broke off is opened again: twice the pause at each failure in a row, up to 15 minutes.

    Args:
        failures: In a row, this one included; 0: it had been open for long, as streams are that end now and then.
    """
    return after_success(name, min(FIRST_BREAK * 2 ** min(failures, 20), LONGEST_BREAK), now, not_before)


def _spread(name: str, now: datetime) -> float:
    """Between −1 and 1, the same for the same source and time: a repeated poll plans the same."""
    digest = hashlib.blake2b(f"{name}{now.isoformat()}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 0x7FFFFFFF - 1
