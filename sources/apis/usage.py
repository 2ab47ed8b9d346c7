"""What is used of what a place allows: requests of a quota, money of a budget; it stands in a cursor's `usage`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sources.wire.signals import moment
from storage.records import Cursor

FAMILIES = ("x-ratelimit", "x-rate-limit", "ratelimit", "x-ratelimit-app-global-day")
APPLE = re.compile(r"user-hour-lim:(\d+);\s*user-hour-rem:(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much of something is used.

    Attributes:
        unit: Of what, in words: requests, units, US dollars.
        used, limit: In that unit.
        until: When it begins anew; None where that is not known.
    """

    unit: str
    used: float
    limit: float
    until: datetime | None = None

    def plain(self) -> dict[str, Any]:
        """As it stands in a cursor."""
        return {"used": self.used, "limit": self.limit, "until": self.until and self.until.isoformat()}


def usages(cursor: Cursor, now: datetime) -> list[Usage]:
    """What a cursor tells; a window that is over counts from nothing. Cursors of other people's sources may hold
    anything: what is not of this form tells nothing."""
    said = cursor.get("usage")
    read = (_read(str(unit), each, now) for unit, each in said.items()) if isinstance(said, Mapping) else ()
    return [each for each in read if each]


def _read(unit: str, said: Any, now: datetime) -> Usage | None:
    try:
        until = datetime.fromisoformat(said["until"]) if said["until"] else None
        used, limit = float(said["used"]), float(said["limit"])
        is_over = until is not None and until <= now
    except (KeyError, TypeError, ValueError, IndexError):
        return None
    return Usage(unit=unit, used=0.0 if is_over else used, limit=limit, until=None if is_over else until)


def with_usage(cursor: Cursor, found: Mapping[str, Usage]) -> Cursor:
    """The cursor, telling this as well; unchanged where there is nothing to tell."""
    told = {**cursor.get("usage", {}), **{unit: usage.plain() for unit, usage in found.items()}}
    return {**cursor, "usage": told} if told else cursor


def spent(before: Cursor, after: Cursor) -> Cursor:
    """The cursor of before, with what is used by now: for what a poll brought and nobody could store."""
    return {**before, "usage": after["usage"]} if "usage" in after else before


def told(headers: Mapping[str, str], now: datetime) -> dict[str, Usage]:
    """What the headers of an answer say of a quota, by unit; nothing where they say nothing that can be understood."""
    return _counted(headers, now) or _hourly(headers) or _percent(headers)


def _counted(headers: Mapping[str, str], now: datetime) -> dict[str, Usage]:
    for family in FAMILIES:
        left, limit = (_number(headers.get(f"{family}-{what}")) for what in ("remaining", "limit"))
        used = _number(headers.get(f"{family}-used"))
        limit = left + used if limit is None and left is not None and used is not None else limit
        if left is not None and limit:
            until = moment(headers.get(f"{family}-reset"), now)
            return {
                "requests": Usage(unit="requests", used=max(0.0, limit - left), limit=limit, until=until),
            }
    return {}


def _hourly(headers: Mapping[str, str]) -> dict[str, Usage]:
    """Apple's."""
    found = APPLE.search(headers.get("x-rate-limit", ""))
    if not found:
        return {}
    limit, left = float(found[1]), float(found[2])
    return {"requests": Usage(unit="requests", used=max(0.0, limit - left), limit=limit)}


def _percent(headers: Mapping[str, str]) -> dict[str, Usage]:
    """Meta's, of which the largest counts."""
    try:
        said = json.loads(headers.get("x-app-usage", ""))
    except (ValueError, RecursionError):
        return {}
    values = [_number(str(value)) for value in said.values()] if isinstance(said, dict) else []
    used = max((value for value in values if value is not None), default=None)
    unit = "percent of Meta's allowance"
    return {} if used is None else {unit: Usage(unit=unit, used=used, limit=100)}


def _number(text: str | None) -> float | None:
    try:
        found = float((text or "").partition(",")[0])
    except ValueError:
        return None
    return found if 0 <= found < 10**12 else None
