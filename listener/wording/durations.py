"""Durations as people write them: 30s, 5m, 4h, 14d, 1h30m, or ISO 8601; and as they are shown."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from rules.wording.durations import UNITS, notation, span

__all__ = ["NoDuration", "ago", "brief", "notation", "parse", "span"]

_WORDS = re.compile(r"(?:\d+(?:\.\d+)?[wdhms]\s*)+")
_LONG = re.compile(r"\b([dhm])(?:ay|our|inute)s?\b")
_WORD = re.compile(r"(\d+(?:\.\d+)?)([wdhms])")
_ISO = re.compile(
    r"P(?:(?P<w>\d+)W)?(?:(?P<d>\d+)D)?(?:T(?=\d)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)


class NoDuration(ValueError):
    """A text that is none.

    Attributes:
        hint: What to write instead; empty where that is plain.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        self.what, self.hint = what, hint
        super().__init__(f"{what}; {hint}" if hint else what)


def parse(text: str) -> timedelta:
    """The duration, never negative. Raises NoDuration."""
    text = text.strip()
    if _WORDS.fullmatch(text):
        parts = [(float(number), unit) for number, unit in _WORD.findall(text)]
    elif len(text) > 2 and (iso := _ISO.fullmatch(text)):
        parts = [(float(number), unit) for unit, number in iso.groupdict(default="0").items()]
    else:
        raise NoDuration(f'"{text}" is not a duration', 'write for example "30s", "5m", "4h", "14d" or "1h30m"')
    try:
        return timedelta(seconds=sum(number * UNITS[unit] for number, unit in parts))
    except OverflowError:
        raise NoDuration(f'"{text}" is longer than a duration can be') from None


def brief(length: timedelta) -> str:
    """For narrow places, in the same two units as a sentence: "2 h 15 min"."""
    return _LONG.sub(lambda found: {"d": "d", "h": "h", "m": "min"}[found[1]], span(length))


def ago(time: datetime | None, now: datetime) -> str:
    """How long ago, roughly, for a column of a table: `5m`, `3h`, `12d`; `-` for never."""
    if time is None:
        return "-"
    passed = now - time
    size = next((size for unit, size in UNITS.items() if unit in "dhm" and abs(passed).total_seconds() >= size), 1)
    rough = notation(timedelta(seconds=abs(passed).total_seconds() // size * size))
    return f"in {rough}" if passed < timedelta(0) else rough
