"""Hours in which a person does not want to be disturbed; pure, in the person's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.alerting.people import WEEK, Quiet

_DAY = timedelta(days=1)


def quiet_until(quiet: Quiet | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet hours end in which `now` lies (UTC, stretches that touch taken as one); None outside of them.

    Where nothing but quiet hours follows for a week, the end of that week.
    """
    if quiet is None:
        return None
    end = None
    for _ in WEEK:
        later = _end(quiet, zone, end or now)
        if later is None:
            break
        end = later
    return end


def _end(quiet: Quiet, zone: ZoneInfo, now: datetime) -> datetime | None:
    today = now.astimezone(zone).date()
    for day in (today - _DAY, today):
        begin, end = _stretch(quiet, zone, day)
        if WEEK[day.weekday()] in quiet.days and begin <= now < end:
            return end
    return None


def _stretch(quiet: Quiet, zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """The quiet hours that begin on a day. Equal times mean a whole day."""
    over_midnight = quiet.from_ >= quiet.to
    return _moment(day, quiet.from_, zone), _moment(day + _DAY if over_midnight else day, quiet.to, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at.replace(tzinfo=None), zone).astimezone(UTC)
