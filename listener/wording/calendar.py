"""Calendars as programs subscribe to them (iCalendar, RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST = 75
"""Octets of a line (3.1); what is longer goes on in the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A stretch of time with a name."""

    name: str
    place: str
    since: datetime
    until: datetime


def calendar(name: str, events: Iterable[Event], now: datetime) -> bytes:
    """The whole file; an event keeps its identity as long as its beginning and its place stay."""
    return b"".join(_folded(line) for line in _lines(name, events, now))


def _lines(name: str, events: Iterable[Event], now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Listener//On call//EN", f"X-WR-CALNAME:{_text(name)}")
    for event in events:
        key = hashlib.sha256(f"{event.place} {_moment(event.since)}".encode()).hexdigest()[:24]
        yield from ("BEGIN:VEVENT", f"UID:{key}@listener", f"DTSTAMP:{_moment(now)}")
        yield from (f"DTSTART:{_moment(event.since)}", f"DTEND:{_moment(event.until)}")
        yield from (f"SUMMARY:{_text(event.name)}", "TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """3.3.11."""
    plain = "".join(letter for letter in text if letter.isprintable())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """No letter is cut in two."""
    parts: list[bytes] = []
    part = b""
    for letter in line:
        raw = letter.encode("utf-8", "replace")
        if len(part) + len(raw) > (LONGEST if not parts else LONGEST - 1):
            parts.append(part)
            part = b""
        part += raw
    return b"\r\n ".join([*parts, part]) + b"\r\n"
