"""When people answer, and so when an answer is due; pure, in the desk's own time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from rules.alerting.people import WEEK, Day

_DAY = timedelta(days=1)
_FARTHEST = timedelta(days=366)
WORKDAYS: tuple[Day, ...] = WEEK[:5]


class Hours(BaseModel):
    """When the desk is staffed; over midnight where `from` is later than `to`, all day where they are equal."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True, populate_by_name=True)

    from_: time = Field(time(9), alias="from", description='Local time it begins: "09:00"')
    to: time = Field(time(17), description='Local time it ends: "17:00"')
    days: tuple[Day, ...] = Field(WORKDAYS, min_length=1, description="Days on which it begins")
    holidays: tuple[date, ...] = Field((), description="Days on which it does not: [2026-12-25]")


def due(since: datetime, within: timedelta, hours: Hours | None, zone: ZoneInfo) -> datetime:
    """When `within` has passed since then, counting staffed hours only; all hours where none are given (UTC).

    Where a year has too few of them, it is due when the year is over: a promise ends some time.
    """
    if hours is None:
        return since + within
    left = within
    for begin, end in _stretches(since, hours, zone):
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return since + max(within, _FARTHEST)


def staffed(since: datetime, until: datetime, hours: Hours, zone: ZoneInfo) -> timedelta:
    """How much of a stretch of time is staffed; looked at for a year at most."""
    total = timedelta(0)
    for begin, end in _stretches(since, hours, zone):
        if begin >= until:
            break
        total += min(end, until) - begin
    return total


def _stretches(since: datetime, hours: Hours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Those that end after a moment, in order, without what two of them share."""
    day, last = since.astimezone(zone).date() - _DAY, since
    while day <= (since + _FARTHEST).astimezone(zone).date():
        if WEEK[day.weekday()] in hours.days and day not in hours.holidays:
            begin, end = _stretch(hours, zone, day)
            begin = max(begin, last)
            if end > begin:
                yield begin, end
                last = end
        day += _DAY


def _stretch(hours: Hours, zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    over_midnight = hours.from_ >= hours.to
    return _moment(day, hours.from_, zone), _moment(day + _DAY if over_midnight else day, hours.to, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), zone).astimezone(UTC)
