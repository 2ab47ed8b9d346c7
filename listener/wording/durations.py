"""Durations as people write them: 30s, 5m, 4h, 14d, 1h30m, or ISO 8601."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_WORDS = re.compile(r"(?:\d+(?:\.\d+)?[wdhms]\s*)+")
_WORD = re.compile(r"(\d+(?:\.\d+)?)([wdhms])")
_ISO = re.compile(
    r"P(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?(?:T(?=\d)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)


def parse(text: str) -> timedelta:
    """The duration, never negative. Raises ValueError with what to write instead."""
    text = text.strip()
    if _WORDS.fullmatch(text):
        parts = [(float(number), unit) for number, unit in _WORD.findall(text)]
    elif len(text) > 2 and (iso := _ISO.fullmatch(text)):
        parts = [(float(number), unit) for unit, number in iso.groupdict(default="0").items()]
    else:
        raise ValueError(f'"{text}" is not a duration; write for example "30s", "5m", "4h", "14d" or "1h30m"')
    try:
        return timedelta(seconds=sum(number * _UNITS[unit] for number, unit in parts))
    except OverflowError:
        raise ValueError(f'"{text}" is longer than a duration can be') from None


def render(duration: timedelta) -> str:
    """The shortest exact form: `1h30m`; `0s` for nothing."""
    seconds = duration.total_seconds()
    words = []
    for unit, size in list(_UNITS.items())[1:]:
        count = seconds / size if unit == "s" else seconds // size
        seconds -= count * size
        if count:
            words.append(f"{count:.12g}{unit}")
    return "".join(words) or "0s"
