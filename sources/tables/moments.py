"""When what a row says was said, and when it was received."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from sources.reading import dates
from sources.tables.order import readings, whole_year
from sources.tables.problems import UnusableError
from sources.tables.row import Row, RowReader

SKEW = timedelta(hours=1)
"""So far ahead of ours the clock of whoever wrote a table may be."""
CLOCK = re.compile(r"\d{1,2}:\d{2}|\dT\d{2}")
MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
SAY_DATE = 'give one for all, as 2026-09-01, or "now" for rows that are said when they are read (of a source: date)'


def published(row: Row, reading: RowReader) -> datetime | None:
    """When it was said; None for what was received without a date. Raises UnusableError for a date that cannot be."""
    written, column = _written(row), row.names.get("published_at", "date")
    if not written:
        return _undated(row, reading, column)
    whole = whole_year(written, reading.now, year_first=reading.year_first)
    found = dates.parse(whole, reading.zone, day_first=reading.day_first) if whole else None
    wrong = _wrong(written, found, reading)
    if not wrong:
        return found
    if reading.date is None:
        raise UnusableError(column, wrong)
    row.complain("published_at", f"{wrong}; the date that was given is used instead")
    return reading.date


def _written(row: Row) -> str:
    """Date and time as they stand; the column Time is not asked where the date has its time already."""
    day, time = row.get("published_at"), row.get("time")
    if time and MIDNIGHT.search(day):
        day = MIDNIGHT.sub("", day)
    if re.fullmatch(r"\d{1,2}", time):
        time = f"{time}:00"  # a column Hour
    return day if not time or CLOCK.search(day) else f"{day} {time}".strip()


def _wrong(written: str, found: datetime | None, reading: RowReader) -> str:
    """Why a moment cannot be when a post was said; "" where it can."""
    if found is None and whole_year(written, reading.now, year_first=reading.year_first) is None:
        return f"{written[:40]!r} may begin or end with its year; write 2026-09-01, or say that the day comes first"
    two = readings(written) if found is None else None
    if two:
        which = "say whether the day or the month comes first (of a source: day_first = true or false)"
        return f"{written[:40]!r} may be {two[0]} or {two[1]}; {which}"
    if found is None:
        return f"{written[:40]!r} is not a date that can be read in one way only; write 2026-09-01 14:30"
    if found > reading.now + SKEW:
        return f"{written[:40]!r} is in the future, as {found:%Y-%m-%d %H:%M} UTC"
    return "" if dates.plausible(found, reading.now) else f"{written[:40]!r} is before 1990"


def _undated(row: Row, reading: RowReader, column: str) -> datetime | None:
    """The date that was given for such rows; none for what an export says was received without one."""
    if reading.date is None and not reading.undated and not row.get("collected_at"):
        raise UnusableError(column, f"no date stands here; {SAY_DATE}")
    return None if row.get("collected_at") else reading.date


def collected(row: Row, reading: RowReader) -> datetime:
    """When an export says that it was received; now, where none says so. The dates of workbooks have no offset."""
    try:
        found = datetime.fromisoformat(row.get("collected_at"))
    except ValueError:
        return reading.now
    return min((found if found.tzinfo else found.replace(tzinfo=reading.zone)).astimezone(UTC), reading.now)
