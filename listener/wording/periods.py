"""Which time a report tells of, and when it is due; by the calendar of the people who read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Length = Literal["hour", "day", "week", "month", "7 days"]
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHEN = re.compile(
    r"(?:(?P<day>Mon|Tue|Wed|Thu|Fri|Sat|Sun|daily|monthly) )?(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)"
)
AFTER_CRISIS, HOURLY = "after a crisis", "hourly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since` to `until`, which is excluded; both in UTC."""

    since: datetime
    until: datetime

    def before(self, length: Length | None, zone: ZoneInfo) -> Period:
        """The period that it is compared with: the one before it of the same sort, else as long as it is."""
        if length is None:
            return Period(since=self.since - (self.until - self.since), until=self.since)
        return last(length, self.since, zone)


def last(length: Length, now: datetime, zone: ZoneInfo) -> Period:
    """The last whole hour, day, week (from Monday on) or month that is over, or the last seven whole days."""
    local = now.astimezone(zone)
    if length == "hour":
        end = local.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return Period(since=end - timedelta(hours=1), until=end)
    today = local.date()
    ends = {
        "day": today,
        "7 days": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
    }
    end_day = ends[length]
    begins = {
        "day": end_day - timedelta(days=1),
        "week": end_day - timedelta(days=7),
        "7 days": end_day - timedelta(days=7),
        "month": (end_day - timedelta(days=1)).replace(day=1),
    }
    return Period(since=midnight(begins[length], zone), until=midnight(end_day, zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a day of the calendar, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days(period: Period, zone: ZoneInfo) -> list[tuple[date, datetime, datetime]]:
    """The calendar days of a period with their ends; the first and the last may be parts of a day."""
    day, found = period.since.astimezone(zone).date(), []
    while (begin := midnight(day, zone)) < period.until:
        end = midnight(day + timedelta(days=1), zone)
        found.append((day, max(begin, period.since), min(end, period.until)))
        day += timedelta(days=1)
    return found


def checked(when: str) -> str:
    """What stands in `when`. Raises ValueError with what to write instead."""
    if when not in (AFTER_CRISIS, HOURLY) and not _WHEN.fullmatch(when):
        text = f'is no time; write "Mon 08:00", "08:00" for every day, "monthly 08:00", "{HOURLY}" or "{AFTER_CRISIS}"'
        raise ValueError(text)
    return when


def due(when: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The latest moment up to now at which such a report was due; None for one that follows a crisis."""
    if when == AFTER_CRISIS:
        return None
    if when == HOURLY:
        return now.replace(minute=0, second=0, microsecond=0)
    found = _WHEN.fullmatch(when)
    assert found, "checked before"
    at, today = time(int(found["hour"]), int(found["minute"])), now.astimezone(zone).date()
    candidates = (datetime.combine(today - timedelta(days=back), at, zone) for back in range(32))
    return next(each.astimezone(UTC) for each in candidates if each <= now and _is_day(found["day"], each))


def _is_day(wanted: str | None, moment: datetime) -> bool:
    if wanted == "monthly":
        return moment.day == 1
    return wanted in (None, "daily") or DAYS[moment.weekday()] == wanted


def words(period: Period, length: Length | None, zone: ZoneInfo) -> str:
    """As "Week 9, 23 February to 1 March 2026"."""
    first = period.since.astimezone(zone)
    end = (period.until - timedelta(microseconds=1)).astimezone(zone)
    if length == "hour":
        return f"{first.day} {first:%B %Y}, {first:%H:%M} to {period.until.astimezone(zone):%H:%M}"
    if length == "month":
        return f"{first:%B %Y}"
    if first.date() == end.date():
        return f"{first.day} {first:%B %Y}"
    same = "" if first.year == end.year else f" {first.year}"
    begin = f"{first.day}" if (first.month, first.year) == (end.month, end.year) else f"{first.day} {first:%B}{same}"
    week = f"Week {first.isocalendar().week}, " if length == "week" else ""
    return f"{week}{begin} to {end.day} {end:%B %Y}"
