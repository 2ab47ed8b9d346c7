"""Which brands and which time a page, a program or an address asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from listener.wording.moments import moment, parse
from listener.wording.periods import Period, midnight
from rules.base import bucket_start

SPANS: Mapping[str, timedelta] = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
}
"""What can be looked at without typing."""
USUAL = "7d"
LONGEST = timedelta(days=366)
DAY = timedelta(days=1)
FIRST = 1990


class Unreadable(ValueError):
    """A time that nobody can read, with what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A period.

    Attributes:
        span: Its short name; None where somebody chose its ends.
        fields: As an address has it.
    """

    period: Period
    span: str | None
    fields: Mapping[str, str]

    @property
    def before(self) -> Period:
        """The one that it is compared with: as long, and just before it."""
        return self.period.before(None, ZoneInfo("UTC"))

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.period.until - self.period.since

    def address(self, path: str, **more: str) -> str:
        """Another page of the same time."""
        found = {**self.fields, **more}
        return f"{path}?{urlencode(found)}" if found else path

    def words(self, now: datetime, zone: ZoneInfo) -> str:
        """As `7 days to Tue 3 Mar, 11:30`, or both ends."""
        end = moment(self.period.until, zone, year=abs(now - self.period.until) > timedelta(days=180))
        if self.span:
            return f"{_LENGTHS[self.span]} to {end}"
        return f"{moment(self.period.since, zone, year=True)} to {moment(self.period.until, zone, year=True)}"


_LENGTHS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days"}


def asked(given: Mapping[str, str], now: datetime, zone: ZoneInfo) -> Asked:
    """From an address: `span`, or `since` and `until` (excluded), or the calendar days `from` and `to` (both whole).

    What has not come yet is left out. Raises Unreadable with what is wrong.
    """
    if given.get("since") or given.get("until"):
        since, until = _ends(given.get("since", ""), given.get("until", ""), now, zone)
    elif given.get("from") or given.get("to"):
        since, until = _days(given.get("from", ""), given.get("to", ""), now, zone)
    else:
        return usual(given.get("span", USUAL), now)
    until = min(until, bucket_start(now))
    if since.year < FIRST:
        raise Unreadable(f"nothing is known of the time before {FIRST}")
    if since >= until:
        raise Unreadable("the time ends before it begins, or has not begun")
    if until - since > LONGEST:
        raise Unreadable("a year is the longest time that is counted here")
    fields = {"since": since.isoformat(timespec="seconds"), "until": until.isoformat(timespec="seconds")}
    return Asked(period=Period(since=since, until=until), span=None, fields=fields)


def usual(span: str, now: datetime) -> Asked:
    """The time up to now, to the end of the last five minutes."""
    name = span if span in SPANS else USUAL
    end = bucket_start(now)
    fields = {} if name == USUAL else {"span": name}
    return Asked(period=Period(since=end - SPANS[name], until=end), span=name, fields=fields)


def _ends(since: str, until: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    end = _moment(until, now, zone) if until else bucket_start(now)
    return (_moment(since, now, zone) if since else end - SPANS[USUAL]), end


def _days(first: str, last: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    end = midnight(_day(last) + DAY, zone) if last else bucket_start(now)
    return (midnight(_day(first), zone) if first else end - SPANS[USUAL]), end


def _moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    try:
        return parse(text, now=now, zone=zone)
    except ValueError as error:
        raise Unreadable(str(error)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(f'"{text}" is no day; write it as 2026-03-01') from None


def names(given: str, known: Sequence[str]) -> list[str]:
    """The brands of a list with commas that there are, each once, in the order given; names may hold commas."""
    if given in known:
        return [given]
    wanted = [name for name in known if f",{name}," in f",{given},"]
    return sorted(wanted, key=lambda name: f",{given},".index(f",{name},"))
