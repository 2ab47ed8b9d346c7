"""Dates as the world writes them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

PAST, FUTURE = timedelta(days=3653), timedelta(days=1)

MONTHS_BY_LANGUAGE = """
january february march april may june july august september october november december
januar februar maerz april mai juni juli august september oktober november dezember
jaenner feber märz april mai juni juli august september oktober november dezember
jänner february mär april may june july august september october november december
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
"""
SHORT = {
    "jan": 1, "janv": 1, "jän": 1, "ene": 1, "gen": 1, "feb": 2, "febr": 2, "fév": 2, "févr": 2, "fev": 2, "fevr": 2,
    "mar": 3, "mär": 3, "mrz": 3, "mrt": 3, "apr": 4, "avr": 4, "abr": 4, "may": 5, "mai": 5, "mei": 5, "mag": 5,
    "jun": 6, "juin": 6, "giu": 6, "jul": 7, "juil": 7, "lug": 7, "aug": 8, "août": 8, "aout": 8, "ago": 8, "agos": 8,
    "sep": 9, "sept": 9, "set": 9, "oct": 10, "okt": 10, "out": 10, "ott": 10, "nov": 11, "dec": 12, "dez": 12,
    "déc": 12, "dic": 12,
}  # fmt: skip
MONTHS = SHORT | {name: number for row in MONTHS_BY_LANGUAGE.split("\n") for number, name in enumerate(row.split(), 1)}
HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "met": 1, "mest": 2, "eet": 2, "sast": 2, "cat": 2, "eest": 3, "msk": 3, "trt": 3, "eat": 3, "gst": 4, "pkt": 5,
    "ist": 5.5, "ict": 7, "wib": 7, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "ast": -4, "adt": -3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8,
    "hst": -10,
}  # fmt: skip

EPOCH = re.compile(r"-?(\d{9,10})(?:\d{3}|\d{6}|\d{9})?(?:[.,]\d+)?")
TIME = re.compile(r"(\d{1,2})[:h.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:([ap])\.?m\b\.?)?", re.IGNORECASE)
ISO = re.compile(
    r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?|(\d{2})(\d{2}))?"
    r"(?:[T_ ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?\s*(\S.*)?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"(?:(?:^|(?<=[\s(]))|\b(?:gmt|utc|ut)\s*)([+-])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
HAN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\s*(.*)")


def parse(raw: str, zone: tzinfo = UTC, *, day_first: bool | None = None) -> datetime | None:
    """The moment that a string means, in UTC; None if it means none.

    Args:
        zone: Of dates that do not say theirs.
        day_first: How to read 03/04/2026; None: not at all, unless only one reading is possible.
    """
    text = re.sub(r"\s+", " ", raw).strip()[:100]
    try:
        return _epoch(text) or _iso(text, zone) or _worded(text, zone, day_first)
    except (ValueError, OverflowError):
        return None


def usable(raw: str, now: datetime, zone: tzinfo = UTC, *, day_first: bool | None = None) -> datetime | None:
    """The moment if it lies between ten years before and a day after `now`."""
    found = parse(raw, zone, day_first=day_first)
    return found if found and plausible(found, now) else None


def plausible(moment: datetime, now: datetime) -> bool:
    """Whether a post can have been written then."""
    return now - PAST <= moment <= now + FUTURE


def _epoch(text: str) -> datetime | None:
    found = EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), UTC) if found and not text.startswith("-") else None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    han = HAN.fullmatch(text)
    text = f"{han[1]}-{han[2]}-{han[3]} {han[4]}".strip() if han else text
    found = ISO.fullmatch(text)
    if not found:
        return None
    year, month, day, short_month, short_day, hour, minute, second, fraction, rest = found.groups()
    if rest and not (OFFSET.match(rest) or rest.strip("()").lower() in HOURS):
        return None
    date = (int(year), int(month or short_month or 1), int(day or short_day or 1))
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    return _moment(date, (int(hour or 0), int(minute or 0), int(second or 0)), _zone(rest or "", zone), micro)


def _worded(text: str, zone: tzinfo, day_first: bool | None) -> datetime | None:
    """Weekday, day, month by name, year, time and zone in any order; also dates in numbers, year last."""
    clock = TIME.search(text) if ":" in text or re.search(r"\d[h.]\d\d\b", text) else None
    rest = text
    time = (0, 0, 0)
    numeric = NUMERIC.search(text)
    if numeric and clock and clock.start() < numeric.end() and clock.end() > numeric.start():
        clock = TIME.search(text, numeric.end())
    if clock:
        time = _clock(clock)
        rest = text[: clock.start()] + " " + text[clock.end() :]
        zone = _zone(text[clock.end() :], zone)
    date = _numbers(numeric, day_first) if numeric else _words(rest)
    return _moment(date, time, zone) if date else None


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    return hour, int(found[2]), int(found[3] or 0)


def _numbers(found: re.Match[str], day_first: bool | None) -> tuple[int, int, int] | None:
    one, mark, two, year = int(found[1]), found[2], int(found[3]), found[4]
    if mark == "." or one > 12 or one == two:
        day_first = True
    elif two > 12:
        day_first = False
    if day_first is None:
        return None
    day, month = (one, two) if day_first else (two, one)
    return _year(year), month, day


def _words(text: str) -> tuple[int, int, int] | None:
    words = re.findall(r"[^\W\d_]+|\d+", re.sub(OFFSET, " ", text).lower())
    named = [word for word in words if word in MONTHS]
    numbers = [word for word in words if word.isdigit()]
    if not named or len(numbers) < 2:
        return None
    # "mar" is also Tuesday in French, Spanish and Italian: any other month wins.
    month = MONTHS[next((word for word in named if word != "mar"), "mar")]
    year = next((word for word in numbers if len(word) == 4), numbers[1])
    numbers.remove(year)
    return _year(year), month, int(numbers[0])


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 69 else 1900)


def _zone(text: str, default: tzinfo) -> tzinfo:
    offset = OFFSET.search(text)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in HOURS:
            return timezone(timedelta(hours=HOURS[word]))
    return default


def _moment(
    date: tuple[int, int, int], time: tuple[int, int, int], zone: tzinfo, microsecond: int = 0
) -> datetime | None:
    hour, minute, second = time
    late = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta()
    moment = datetime(*date, hour % 24 if late else hour, minute, min(second, 59), microsecond, tzinfo=zone)
    return (moment + late).astimezone(UTC)
