"""Every way in which a server says "not before": one place turns all of them into a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
RESETS = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
REMAINING = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
NUMBERS = re.compile(r"\d+(?:\.\d*)?(?:\s*,\s*\d+(?:\.\d*)?)*")
# Numbers below this are seconds to wait; above, seconds since 1970; above the second, milliseconds since 1970.
EPOCH, EPOCH_MS = 100_000_000, 100_000_000_000


def refusal(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a 429 or 503 may be tried again: Retry-After (seconds, date), else a rate limit's reset; at most a day."""
    asked = moment(headers.get("retry-after"), now) or _reset(headers, now)
    return _bounded(asked, now)


def not_before(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When a successful answer is worth asking for again; at most a day ahead, None if it says nothing."""
    exhausted = _reset(headers, now) if is_exhausted(headers) else None
    asked = [moment(headers.get("retry-after"), now), exhausted, _fresh_until(headers, now)]
    return _bounded(max((time for time in asked if time), default=None), now)


def is_exhausted(headers: Mapping[str, str]) -> bool:
    """Whether no request is left in the current window (counts may be written as floats)."""
    for name in REMAINING:
        try:
            return float(headers.get(name, "").split(",")[0]) < 1
        except ValueError:
            continue
    return False


def wants_patience(headers: Mapping[str, str], now: datetime) -> bool:
    """Whether a 403 is about too many requests, as a limit on top of the counted one (GitHub's secondary limits)."""
    return is_exhausted(headers) or moment(headers.get("retry-after"), now) is not None


def moment(value: str | None, now: datetime) -> datetime | None:
    """A time written as seconds to wait, epoch, epoch milliseconds, ISO 8601 or HTTP date; None if not understood.

    Of several numbers, as of a header that came twice, the latest counts.
    """
    text = (value or "").strip()
    if not text:
        return None
    if NUMBERS.fullmatch(text):
        return max(filter(None, (_number(float(each), now) for each in text.split(","))), default=None)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, TypeError, OverflowError):
            continue
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _number(value: float, now: datetime) -> datetime | None:
    try:
        if value < EPOCH:
            return now + timedelta(seconds=value)
        return datetime.fromtimestamp(value / 1000 if value >= EPOCH_MS else value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _reset(headers: Mapping[str, str], now: datetime) -> datetime | None:
    for name in RESETS:
        found = moment(headers.get(name), now)
        if found:
            return found
    return None


def _fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    control = headers.get("cache-control", "").lower()
    if re.search(r"\bno-(cache|store)\b", control):
        return None
    age = re.search(r'\bmax-age\s*=\s*"?(\d{1,10})', control)
    if age:
        spent = headers.get("age", "")
        return now + timedelta(seconds=max(0, int(age[1]) - (int(spent) if re.fullmatch(r"\d{1,9}", spent) else 0)))
    expires = headers.get("expires", "")
    return None if re.fullmatch(r"\s*-?\d*\s*", expires) else moment(expires, now)


def _bounded(asked: datetime | None, now: datetime) -> datetime | None:
    return min(asked, now + LONGEST) if asked and asked > now else None
