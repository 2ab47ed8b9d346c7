"""One item of a JSON answer: strangers wrote it, so each field is asked for by path, type and all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from sources.reading import dates, links
from sources.reading.text import clean, from_html, line
from storage.records.languages import normalise

LONGEST_ID = 500
LARGEST = 10**15
"""Counts beyond are no counts."""


SERIAL = re.compile(r"[0-9]{1,20}")


class UnusableError(ValueError):
    """An item without what every post must have; says which field."""


class Item:
    """A JSON object whose fields are read by dotted paths: `user.name`."""

    def __init__(self, data: Any) -> None:
        if not isinstance(data, Mapping):
            raise UnusableError(f"it is no object but {described(data)}")
        self.data = data

    def get(self, path: str) -> Any:
        """What stands there; None where nothing does."""
        return reached(self.data, path)

    def id(self, path: str) -> str:
        """What identifies the item. Raises UnusableError where nothing does."""
        value = self.get(path)
        found = "" if isinstance(value, bool) or not isinstance(value, str | int) else line(str(value), LONGEST_ID)
        if not found:
            raise UnusableError(f"its `{path}` is {described(value)}, which identifies nothing")
        return found

    def raw(self, path: str) -> str:
        """A text or number as it was written; "" for anything else."""
        value = self.get(path)
        return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

    def line(self, path: str) -> str:
        """A name, a title, another item's id: plain, on one line."""
        return line(self.raw(path))

    def text(self, path: str) -> str:
        """Plain text."""
        return clean(self.raw(path))

    def html(self, path: str) -> str:
        """The words of a piece of HTML."""
        return from_html(self.raw(path))

    def link(self, path: str, base: str = "") -> str | None:
        """A web address, seen from another one."""
        return links.join(base, self.raw(path))

    def count(self, path: str) -> int | None:
        """A number of people or things; None where there is none."""
        try:
            value = int(float(self.raw(path)))
        except (ValueError, OverflowError):
            return None
        return value if 0 <= value <= LARGEST else None

    def counts(self, **paths: str) -> dict[str, int]:
        """Counts by name, those that there are."""
        found = {name: self.count(path) for name, path in paths.items()}
        return {name: count for name, count in found.items() if count is not None}

    def language(self, path: str, usual: str | None = None) -> str | None:
        """ISO 639-1; `usual` where the item does not say."""
        return normalise(self.raw(path)) or normalise(usual)

    def flag(self, path: str) -> bool:
        """Whether something is so; what is not said is not."""
        return self.get(path) is True

    def said(self, path: str, now: datetime, zone: tzinfo = UTC) -> dict[str, Any]:
        """`published_at`, or `published_raw` where the time cannot be used: fields for a mention."""
        raw = self.raw(path)
        found = dates.usable(raw, now, zone) if raw else None
        return {"published_at": found, "published_raw": None if found else line(raw) or None}


def serial(id: str) -> int | None:
    """The number of an id that counts up; None for any other."""
    return int(id) if SERIAL.fullmatch(id) else None


def reached(data: Any, path: str) -> Any:
    """What stands at a dotted path; the whole for ""."""
    if not path:
        return data
    for name in path.split("."):
        # Asking for a dict first saves most of the time: a stream asks this tens of thousands of times a second.
        data = data.get(name) if isinstance(data, dict) or isinstance(data, Mapping) else None  # noqa: SIM101
    return data


def described(value: Any) -> str:
    """What a JSON value is, in a few words that show its shape."""
    match value:
        case None:
            return "missing"
        case bool():
            return str(value).lower()
        case Mapping():
            names = ", ".join(f"`{line(str(name), 30)}`" for name in list(value)[:8])
            return f"an object with {names}" if names else "an empty object"
        case list():
            return f"a list of {len(value)}"
        case str():
            return f"the text {line(value, 40)!r}" if value else "an empty text"
    return f"the number {value}"
