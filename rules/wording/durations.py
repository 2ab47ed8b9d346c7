"""Durations: as a sentence says them, and as the configuration writes them."""

from __future__ import annotations

from datetime import timedelta

UNITS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
"""Seconds of each unit of the notation."""

_DAYS_FROM = 48
"""Hours below which hours are not said as days."""


def span(length: timedelta) -> str:
    """For sentences, in its two largest units: "2 hours 15 minutes"; whole minutes, days from two days on. What took no
    time took "0 minutes"."""
    if not length:
        return "0 minutes"
    minutes = max(0, round(length.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if hours >= _DAYS_FROM else (0, hours)
    parts = [(days, "day"), (hours, "hour"), (rest, "minute")]
    words = [f"{count} {unit}{'s' if count > 1 else ''}" for count, unit in parts if count][:2]
    return " ".join(words) or "under a minute"


def the(length: timedelta) -> str:
    """A span with its article, to say up to when it went: "the hour", "the 6 hours"."""
    said = span(length)
    one, _, unit = said.partition(" ")
    return f"the {unit if one == '1' and ' ' not in unit else said}"


def notation(duration: timedelta) -> str:
    """The shortest exact form that the configuration understands: "1h30m"; "0s" for nothing."""
    seconds = duration.total_seconds()
    words = []
    for unit, size in list(UNITS.items())[1:]:
        count = seconds / size if unit == "s" else seconds // size
        seconds -= count * size
        if count:
            words.append(f"{count:.12g}{unit}")
    return "".join(words) or "0s"
