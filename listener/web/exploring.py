"""The way from a number to the mentions behind it: an address of the page that searches them."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from listener.brands.asked import Asked

TONES = ("negative", "neutral", "positive")


def explore(q: str, brand: str = "", since: datetime | None = None, until: datetime | None = None) -> str:
    """What satisfies an expression, of a brand and a time (`until` excluded)."""
    wanted = {"q": q, "brand": brand, "since": _stamp(since), "until": _stamp(until)}
    return f"/explore?{urlencode({name: value for name, value in wanted.items() if value})}"


def behind(asked: Asked, brand: str, q: str = "") -> str:
    """The same of a period that was asked for."""
    return explore(q, brand, asked.period.since, asked.period.until)


def tone(label: str) -> str:
    """Mentions whose tone is this one: that toward the brand where it was read, else the post's; spam has none."""
    others = " OR ".join(each for each in TONES if each != label)
    return f"(toward:{label} OR (sentiment:{label} NOT toward:({others}))) NOT intent:spam"


def field(name: str, value: str) -> str:
    """A field with a value; quotation marks cannot stand in one."""
    plain = value.replace('"', " ")
    return f"{name}:{plain}" if plain.isascii() and plain.isalnum() else f'{name}:"{plain}"'


def word(text: str) -> str:
    """A word as it stands."""
    return '"{}"'.format(text.replace('"', " "))


def _stamp(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""
