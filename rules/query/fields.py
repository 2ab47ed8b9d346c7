"""The fields that an expression can ask for besides words, their names in other products, and what they accept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Shape = Literal["words", "value", "range"]
Dialect = Literal["query", "filter"]
_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"\[\s*({_NUMBER}|\*)\s+TO\s+({_NUMBER}|\*)\s*\]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*")


class FieldError(ValueError):
    """A field that does not exist, or a value that it cannot have; the message says what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a field takes.

    Attributes:
        shape: words (looked for in a text), value (compared) or range of numbers.
        values: The only ones there are; empty: any.
        filters_only: Known only of stored mentions: not for queries that decide what is collected.
    """

    name: str
    shape: Shape
    values: tuple[str, ...] = ()
    filters_only: bool = False


_WORDS = ("title", "url")
_VALUES = ("site", "links", "author", "language", "country", "source", "subreddit", "kind", "list")
_RANGES = ("rating", "authorFollowers", "likes", "replies", "shares", "views")
_OF_STORED = ("intent", "emotion", "irony", "offensive", "status", "tag", "brand", "query")
_ENGAGEMENT = ("COMMENT", "REPLY", "REPOST", "QUOTE")
_TONES = ("positive", "neutral", "negative", "mixed")

FIELDS: Mapping[str, Field] = {
    field.name.lower(): field
    for field in (
        *(Field(name=name, shape="words") for name in _WORDS),
        *(Field(name=name, shape="value") for name in _VALUES),
        *(Field(name=name, shape="range") for name in _RANGES),
        Field(name="engagementType", shape="value", values=_ENGAGEMENT),
        *(Field(name=name, shape="value", filters_only=True) for name in _OF_STORED),
        *(Field(name=name, shape="value", values=_TONES, filters_only=True) for name in ("sentiment", "toward")),
        Field(name="reach", shape="range", filters_only=True),
    )
}
ALIASES = {
    "lang": "language", "domain": "site", "host": "site", "link": "links", "inurl": "url", "intitle": "title",
    "from": "author", "followers": "authorfollowers", "user": "author", "headline": "title", "tags": "tag",
}  # fmt: skip

_PLAIN = {
    "hashtag": "a hashtag is written as it stands: #word",
    "mention": "a mentioned handle is written as it stands: @name",
    "raw": "for exactly this spelling write {word}",
}


def field(written: str, dialect: Dialect) -> Field:
    """A field by its name or another product's name for it, in any case."""
    name = written.lower()
    found = FIELDS.get(ALIASES.get(name, name))
    if not found:
        raise FieldError(f'there is no field "{written}:"; {_instead(name)}')
    if found.filters_only and dialect == "query":
        raise FieldError(
            f"{found.name}: is known only of stored mentions; use it in rules, searches and dashboards, "
            "not in a query that decides what is collected"
        )
    return found


def _instead(name: str) -> str:
    if name.removesuffix("s") in _PLAIN:
        return _PLAIN[name.removesuffix("s")]
    near = get_close_matches(name, [*FIELDS, *ALIASES], n=1)
    meant = f"did you mean {FIELDS[ALIASES.get(near[0], near[0])].name}:? " if near else ""
    return f"{meant}{'T' if meant else 't'}o search for the words, put them in quotes"


def values(found: Field, written: str) -> tuple[str, ...]:
    """The alternatives of a value (`A|B`), checked and in the form in which they are compared."""
    parts = tuple(part.strip() for part in written.split("|"))
    if not all(parts):
        raise FieldError(f"{found.name}: needs a value")
    for part in parts:
        if found.values and part.lower() not in map(str.lower, found.values):
            raise FieldError(f'{found.name}: cannot be "{part}"; it is one of {", ".join(found.values)}')
        if found.name == "language" and not _LANGUAGE.fullmatch(part):
            raise FieldError(f'language: takes a code such as en, de or zh, not "{part}"')
    return tuple(_NORMAL.get(found.name, str.casefold)(part) for part in parts)


def limits(found: Field, written: str) -> tuple[float | None, float | None]:
    """The two ends of `[3 TO 5]` (`*` is open), or one number twice."""
    if re.fullmatch(_NUMBER, written):
        return float(written), float(written)
    match = _RANGE.fullmatch(written)
    if not match:
        raise FieldError(f"{found.name}: takes a range such as {found.name}:[3 TO 5] or {found.name}:[10 TO *]")
    low, high = (None if end == "*" else float(end) for end in match.groups())
    if low is not None and high is not None and low > high:
        raise FieldError(f"{found.name}: the range is empty; write the smaller number first")
    return low, high


def _site(written: str) -> str:
    """`https://www.Example.com/News/` and `*.example.com/news` are both example.com/news."""
    bare = re.sub(r"^(\w+:)?//", "", written.strip()).removeprefix("*.").lstrip(".")
    name, slash, path = bare.partition("/")
    try:
        name = name if name.isascii() else name.encode("idna").decode()
    except UnicodeError:
        raise FieldError(f'"{written}" is not a host name') from None
    name = re.sub(r":\d*$", "", name).lower()
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name):
        raise FieldError(f'"{written}" is not a host name; write it as site:example.com')
    return (name.removeprefix("www.") if name.count(".") > 1 else name) + (slash + path).rstrip("/")


def _handle(written: str) -> str:
    return written.lstrip("@").casefold()


def _subreddit(written: str) -> str:
    return re.sub(r"^/?r/", "", written.casefold()).strip("/")


_NORMAL: Mapping[str, Callable[[str], str]] = {
    "site": _site,
    "links": _site,
    "author": _handle,
    "subreddit": _subreddit,
}
