"""Dates as the world writes them: read rightly or not at all, since a wrong date is worse than none."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo

from sources.reading.calendars import fold, month
from sources.reading.clocks import HOURS, OFFSET, clock, offset

# Before the web there were no posts; what says so is a zero: 1970, 1980, 1900, 0001.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
FUTURE = timedelta(days=1)

EPOCH = re.compile(r"(\d{9,10})(?:\d{3}|\d{6}|\d{9})?(?:[.,]\d+)?")
ISO = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|(\d{2})(\d{2}))"
    r"(?:[T_ ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?\s*(\S.*)?",
    re.IGNORECASE,
)
COMPACT = re.compile(r"((?:19|20)\d{6})(\d{6})")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)\s?[日일號号.]?")
YEAR_LAST = (
    re.compile(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})(?!\d)"),
    re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{2})(?![\d./-])"),
)
# Years of the eras of Japan and Taiwan, counted from the one before their first.
ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
ERA = re.compile(rf"({'|'.join(ERAS)})\s?(元|\d{{1,3}})(?=\s?年)")
THAI = re.compile("[\u0e00-\u0e7f]")
BUDDHIST = 543


def parse(
    raw: str, zone: tzinfo = UTC, *, day_first: bool | None = None, language: str | None = None
) -> datetime | None:
    """The moment that a string means, in UTC; None if it means none, or nothing says which.

    Args:
        zone: Of dates that do not say theirs.
        day_first: How to read 03/04/2026 and 20.11.26; None: not at all, unless only one reading is possible.
        language: Of the text, ISO 639-1; it settles what two languages call differently.
    """
    text = re.sub(r"\s+", " ", "".join(each for each in raw[:200] if unicodedata.category(each) != "Cf"))
    text = text.strip()[:100]
    try:
        return _epoch(text) or _iso(text, zone) or _written(fold(text), zone, day_first, language)
    except (ValueError, OverflowError):
        return None


def usable(raw: str, now: datetime, zone: tzinfo = UTC, *, language: str | None = None) -> datetime | None:
    """The moment, if a post can have been written then."""
    found = parse(raw, zone, language=language)
    return found if found and plausible(found, now) else None


def plausible(moment: datetime, now: datetime) -> bool:
    """Whether a post can have been written then: not before 1990, and not later than a day after `now`."""
    return EARLIEST <= moment <= now + FUTURE


def _epoch(text: str) -> datetime | None:
    found = EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    found = ISO.fullmatch(COMPACT.sub(r"\1 \2", text))
    if not found:
        return None
    year, month, day, short_month, short_day, hour, minute, second, fraction, rest = found.groups()
    if rest and not (OFFSET.match(rest) or rest.strip("()").lower() in HOURS):
        return None
    date = (int(year), int(month or short_month), int(day or short_day))
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    return _moment(date, (int(hour or 0), int(minute or 0), int(second or 0)), offset(rest or "", zone), micro)


def _written(text: str, zone: tzinfo, day_first: bool | None, language: str | None) -> datetime | None:
    """A date in numbers or with a named month, a time, a weekday and a zone, in any order.

    A number that is none of these leaves the date open ("20-22 November 2026").
    """
    text = ERA.sub(lambda era: str(ERAS[era[1]] + (1 if era[2] == "元" else int(era[2]))), text)
    spoken = frozenset({language} if language else ())
    date, rest = _in_numbers(text, day_first)
    if date:
        time = clock(rest, zone, spoken)
        is_whole = not re.search(r"\d", time.rest)
    else:
        named = month(clock(text, zone).rest, language)
        time = clock(text, zone, spoken | (named.languages if named else frozenset()))
        date, is_whole = _in_words(time.rest, language), True
    if not date or not is_whole:
        return None
    if date[0] > 2400 and (THAI.search(text) or language == "th"):
        date = (date[0] - BUDDHIST, *date[1:])
    return _moment(date, (time.hour, time.minute, time.second), time.zone)


def _in_numbers(text: str, day_first: bool | None) -> tuple[tuple[int, int, int] | None, str]:
    """The date, and the text without it."""
    found = YEAR_FIRST.search(text)
    if found:
        return (int(found[1]), int(found[2]), int(found[3])), _without(found, text)
    found = YEAR_LAST[0].search(text) or YEAR_LAST[1].search(text)
    if not found:
        return None, text
    return _ordered(int(found[1]), found[2], int(found[3]), found[4], day_first), _without(found, text)


def _without(found: re.Match[str], text: str) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _ordered(one: int, mark: str, two: int, year: str, day_first: bool | None) -> tuple[int, int, int] | None:
    if day_first is None and len(year) == 2:
        return None  # 20.11.26 is a day of 2026, or of 2020 in Korea
    if mark == "." or one > 12 or one == two:
        day_first = True
    elif two > 12:
        day_first = False
    if day_first is None:
        return None
    day, month = (one, two) if day_first else (two, one)
    return _year(year), month, day


def _in_words(text: str, language: str | None) -> tuple[int, int, int] | None:
    """Year, month and day around a month's name, if they are the only numbers."""
    named = month(text, language)
    if named is None:
        return None
    numbers = re.findall(r"\d+", f"{named.before} {named.after}")
    if len(numbers) != 2:
        return None
    year = next((number for number in numbers if len(number) == 4), numbers[1])
    numbers.remove(year)
    if len(year) == 2 and THAI.search(text):
        return int(year) + 2500, named.number, int(numbers[0])
    return _year(year), named.number, int(numbers[0])


def _year(text: str) -> int:
    if len(text) not in {2, 4}:
        raise ValueError("a year has two or four digits")
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)


def _moment(
    date: tuple[int, int, int], time: tuple[int, int, int], zone: tzinfo, microsecond: int = 0
) -> datetime | None:
    hour, minute, second = time
    late = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    moment = datetime(*date, hour % 24 if late else hour, minute, min(second, 59), microsecond, tzinfo=zone)
    return (moment + late).astimezone(UTC)
