"""The time of day in a date, and its zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo

from sources.reading.calendars import Part, part_of_day

HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 1, "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
    "met": 1, "mest": 2, "eet": 2, "sast": 2, "cat": 2, "eest": 3, "msk": 3, "мск": 3, "trt": 3, "eat": 3, "gst": 4,
    "pkt": 5, "ist": 5.5, "ict": 7, "wib": 7, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "ast": -4,
    "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9,
    "akdt": -8, "hst": -10,
}  # fmt: skip
OFFSET = re.compile(r"(?:(?:^|(?<=[\s(]))|\b(?:gmt|utc|ut)\s*)([+-])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
ENGLISH = re.compile(r"\s*([ap])\.?\s?m\b\.?")
# 19:00:00.5, 19.00, 19h00, 19 Uhr, 19時30分, 7시 5분, 7 pm; the first that is found counts.
FORMS = (
    re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?![\d:])"),
    re.compile(
        r"(?<![\d.:])(\d{1,2})\s?(?:h|uhr|시|時|时|点|點)(?![a-z])(?:\s?(\d{2})(?![\d.])|\s?(\d{1,2})\s?(?=[분分]))?"
        r"\s?[분分]?(?:\s?(\d{1,2})\s?[초秒])?"
    ),
    re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![.\d])"),
    re.compile(r"(?<!\d)(\d{1,2})(?=\s?[ap]\.?m\b)"),
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        rest: The text without it.
    """

    hour: int
    minute: int
    second: int
    zone: tzinfo
    rest: str


def clock(text: str, zone: tzinfo, languages: frozenset[str] = frozenset()) -> Clock:
    """The time of day in a folded text; midnight if there is none.

    Args:
        zone: Where the text names none.
        languages: In which halves of the day are looked for first.
    """
    found = next((found for form in FORMS if (found := form.search(text))), None)
    if found is None:
        return Clock(0, 0, 0, zone, text)
    before, after = text[: found.start()], text[found.end() :]
    hour, minute, second = _numbers(found)
    english = ENGLISH.match(after)
    after = after[english.end() :] if english else after
    part = _english(english) if english else part_of_day(before, after, languages)
    return Clock(_hour(hour, part), minute, second, offset(after, zone), f"{before} {OFFSET.sub(' ', after)}")


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    groups = [int(group) for group in found.groups() if group is not None]
    hour, minute, second = (*groups, 0, 0)[:3]
    return hour, minute, second


def _english(found: re.Match[str]) -> Part:
    return "morning" if found[1] == "a" else "evening"


def _hour(hour: int, part: Part | None) -> int:
    """An hour of twelve as one of 24: at noon eleven comes before twelve, and so does one at night."""
    if part is None or hour > 12:
        return hour
    is_late = {"morning": False, "evening": True, "afternoon": hour < 11, "night": 6 <= hour < 12}[part]
    if part == "afternoon" and hour >= 11:
        return hour
    return hour % 12 + (12 if is_late else 0)


def offset(text: str, default: tzinfo) -> tzinfo:
    """The zone that a text names, by its distance from UTC or its letters."""
    found = OFFSET.search(text)
    if found:
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if word in HOURS:
            return timezone(timedelta(hours=HOURS[word]))
    return default
