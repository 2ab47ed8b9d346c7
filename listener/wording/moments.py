"""Moments as people write them, 7d (that long ago), 2026-03-01, 2026-03-01T14:00+01:00; and as they are shown."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from listener.wording import durations
from rules.wording.moments import clock, day_of_month, utc

__all__ = [
    "ahead",
    "clock",
    "day",
    "day_in_words",
    "day_of_month",
    "full_stamp",
    "hours",
    "localised",
    "moment",
    "parse",
    "short",
    "short_on",
    "stamp",
    "utc",
    "weekday",
]


_WRITTEN = re.compile(r"\b(\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)) (\d{2}:\d{2}) UTC\b")
_DATED = re.compile(r"\b(\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?) UTC\b")


def parse(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment of the past in UTC: a date, in the zone where it names none, or how long ago.

    Raises ValueError with what to write instead.
    """
    return _dated_as(text, zone) or _ago(text, now)


def ahead(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment to come: the same dates, and a length of time is that long from `now` on. Raises ValueError likewise."""
    return _dated_as(text, zone) or _from_now(text, now)


def _dated_as(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return (said if said.tzinfo else said.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f'"{text.strip()}" is too far away') from None


def moment(at: datetime, zone: tzinfo, *, year: bool = False) -> str:
    """For a reader, in their zone: `Sat 21 Nov, 14:05`; with its year where it may be long ago."""
    local = at.astimezone(zone)
    return f"{local:%a} {day_of_month(local)}{f' {local.year}' if year else ''}, {local:%H:%M}"


def localised(text: str, zone: tzinfo, near: datetime, *, named: bool = False) -> str:
    """A sentence that was written once, in UTC, as a reader of this zone is told it: one clock in all that they read.

    Args:
        near: A moment within half a year of all that the sentence names without a year.
        named: Whether each moment names the zone, where nothing else does.
    """
    whole = _DATED.sub(lambda found: _dated(found, zone, named=named), text)
    return _WRITTEN.sub(lambda found: _said(found, zone, near, named=named), whole)


def _dated(found: re.Match[str], zone: tzinfo, *, named: bool) -> str:
    try:
        at = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        return found[0]
    return full_stamp(at, zone) if named else stamp(at, zone)


def _said(found: re.Match[str], zone: tzinfo, near: datetime, *, named: bool) -> str:
    years = (near.year + step for step in (-1, 0, 1))
    try:
        moments = [
            datetime.strptime(f"{found[1]} {year} {found[2]}", "%d %b %Y %H:%M").replace(tzinfo=UTC) for year in years
        ]
    except ValueError:
        return found[0]  # the 29th of February of a year that has none, or no day at all
    at = min(moments, key=lambda at: abs(at - near))
    return f"{moment(at, zone)} {at.astimezone(zone):%Z}" if named else moment(at, zone)


def stamp(at: datetime, zone: tzinfo) -> str:
    """For tables, where moments stand below each other: `2026-11-21 14:05`."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def full_stamp(at: datetime, zone: tzinfo) -> str:
    """For a line of its own, where nothing else names the zone: `2026-11-21 14:05 UTC`."""
    return f"{stamp(at, zone)} {at.astimezone(zone):%Z}"


def day(date: date) -> str:
    """For tables of days: `Sat 2026-11-21`."""
    return f"{date:%a %Y-%m-%d}"


def day_in_words(at: datetime, zone: tzinfo) -> str:
    """For a sentence: `21 November 2026`."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def hours(begin: time, end: time) -> str:
    """A stretch of every day: `22:00 to 07:00`."""
    return f"{begin:%H:%M} to {end:%H:%M}"


def weekday(at: datetime, zone: tzinfo) -> str:
    """Where a week is enough to know the day: `Sat 14:05`."""
    return f"{at.astimezone(zone):%a %H:%M}"


def short(at: datetime, now: datetime, zone: tzinfo) -> str:
    """As short as nobody can mistake it: `12:15` today, `Mon 14:20` within a week, `14 Feb`, `14 Feb 2025`."""
    return short_on(at, now.astimezone(zone).date(), zone)


def short_on(at: datetime, today: date, zone: tzinfo = UTC) -> str:
    """The same for a reader of this day."""
    local = at.astimezone(zone)
    if local.date() == today:
        return f"{local:%H:%M}"
    if abs(local.date() - today) < timedelta(days=7):
        return f"{local:%a %H:%M}"
    return f"{day_of_month(local)}{'' if local.year == today.year else f' {local.year}'}"


def from_to(since: datetime, until: datetime, now: datetime, zone: tzinfo) -> str:
    """From one moment to another, as short as nobody can mistake it: `Sun 14:45 – today 05:45`, `Sun 14:45 – 17:00`."""
    begins, ends, today = (at.astimezone(zone).date() for at in (since, until, now))
    begin, end = (short(at, now, zone) for at in (since, until))
    if begins == ends:
        begin = begin if ":" in begin else f"{begin} {since.astimezone(zone):%H:%M}"
        end = f"{until.astimezone(zone):%H:%M}"
    elif ends == today:
        end = f"today {end}"
    return f"{begin} – {end}"


def _ago(text: str, now: datetime) -> datetime:
    try:
        return now - durations.parse(text)
    except (ValueError, OverflowError):
        raise ValueError(
            f'"{text.strip()}" is no time; write "7d" for seven days ago, or a date as "2026-03-01T14:00"'
        ) from None


def _from_now(text: str, now: datetime) -> datetime:
    try:
        return now + durations.parse(text)
    except (ValueError, OverflowError):
        raise ValueError(
            f'"{text.strip()}" is no time; write "2h" for two hours from then on, or a date as "2026-03-01T14:00"'
        ) from None
