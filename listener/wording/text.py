"""Words, figures and times as a reader wants them, from values that may be hostile."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from storage.records import Notice, Scope

SEVERITIES = {1: "Urgent", 2: "Important", 3: "Good to know"}
_KINDS = {
    "resolved": "Resolved",
    "test": "Test",
    "handover": "Handed over",
    "reminder": "Reminder",
    "digest": "Digest",
}
_LONGEST_URL = 2000
_SURROGATES = re.compile("[\ud800-\udfff]")
# Control characters, line separators, and what turns the direction of the text around.
_UNRULY = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def tame(text: str) -> str:
    """The text without characters that steer programs, at unchanged length, so that positions stay valid."""
    return _SURROGATES.sub("\ufffd", _UNRULY.sub(" ", text))


def one_line(text: str, limit: int) -> str:
    """Tame, on one line, at most `limit` characters."""
    line = _SPACES.sub(" ", tame(text[: limit * 4])).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def state(notice: Notice) -> str:
    """How it stands, in words: the severity while it lasts. A drill says so first."""
    return f"DRILL · {_state(notice)}" if notice.drill else _state(notice)


def _state(notice: Notice) -> str:
    if notice.kind in _KINDS:
        return _KINDS[notice.kind]
    severity = SEVERITIES.get(notice.severity, "Notice")
    return f"Page · {severity}" if notice.kind == "page" else severity


def about(scope: Scope) -> str:
    """What a scope means to a reader: `brand:Acme` is Acme."""
    name = one_line(scope.name, 80)
    if scope.kind == "brand":
        return name
    return f"query {name}" if scope.kind == "query" else "everything collected"


def figure(value: float | None) -> str:
    """A number as read: 1,234 or 0.43; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if abs(value) < 10 else f"{value:,.1f}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """`Sat 21 Nov, 14:05` in the reader's zone."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def span(length: timedelta) -> str:
    """A length of time in its two largest units: `2 h 15 min`."""
    minutes = max(0, round(length.total_seconds() / 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "d"), (hours, "h"), (rest, "min")]
    words = [f"{count} {unit}" for count, unit in parts if count][:2]
    return " ".join(words) or "under a minute"


def link(url: str | None) -> str | None:
    """The address if it is one that a browser may be sent to."""
    if not url or len(url) > _LONGEST_URL or tame(url) != url or _SPACES.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def host(url: str) -> str:
    """Where a link leads."""
    return one_line((urlsplit(url).hostname or "").removeprefix("www."), 60)
