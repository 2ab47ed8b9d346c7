"""The fields that an expression can ask for besides words, their names in other products, and what they accept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, get_args

from rules.query import addresses, dialects
from storage.intake.folding import exact_name
from storage.records import Kind
from storage.records.countries import country
from storage.records.languages import language

Shape = Literal["words", "value", "range", "flag", "at least", "exactly"]
Dialect = Literal["query", "filter"]
_NUMBER = r"-?\d+(?:\.\d+)?"
_BOUND = re.compile(rf"(>=?|<=?)({_NUMBER})")
_COMPARED = re.compile(rf"(\w+)([<>]=?|=)({_NUMBER})")
_NEAREST = 0.8
_RANGE = re.compile(rf"\[\s*({_NUMBER}|\*)\s+TO\s+({_NUMBER}|\*)\s*\]")


class FieldError(ValueError):
    """A field that does not exist, or a value that it cannot have; the message says what to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What a field takes.

    Attributes:
        shape: words (looked for in a text), value (compared) or range of numbers; of other products' fields also flag
            (stands for another by its value), at least (the smallest number) and exactly (words whose case counts).
        values: The only ones there are; empty: any.
        filters_only: Known only of stored mentions: not for queries that decide what is collected.
    """

    name: str
    shape: Shape
    values: tuple[str, ...] = ()
    filters_only: bool = False


_WORDS = ("title", "url")
_VALUES = ("site", "links", "author", "language", "country", "source", "subreddit", "list")
_RANGES = ("rating", "authorFollowers", "likes", "replies", "shares", "views")
_OF_STORED = (
    "intent", "emotion", "irony", "offensive", "topic", "risk", "label", "status", "tag", "brand", "query", "story",
)  # fmt: skip
_ENGAGEMENT = ("COMMENT", "REPLY", "REPOST", "QUOTE")
KINDS = get_args(Kind)
_TONES = ("positive", "neutral", "negative", "mixed")

FIELDS: Mapping[str, Field] = {
    field.name.lower(): field
    for field in (
        *(Field(name=name, shape="words") for name in _WORDS),
        *(Field(name=name, shape="value") for name in _VALUES),
        *(Field(name=name, shape="range") for name in _RANGES),
        Field(name="engagementType", shape="value", values=_ENGAGEMENT),
        Field(name="kind", shape="value", values=KINDS),
        *(Field(name=name, shape="value", filters_only=True) for name in _OF_STORED),
        *(
            Field(name=name, shape="value", values=_TONES, filters_only=True)
            for name in ("tone", "sentiment", "toward")
        ),
        Field(name="reach", shape="range", filters_only=True),
    )
}


def field(written: str, dialect: Dialect) -> Field:
    """A field by its name or another product's name for it, in any case."""
    name = written.lower()
    found = FIELDS.get(dialects.ALIASES.get(name, name)) or _foreign(name)
    if not found:
        raise FieldError(f'there is no field "{written}:"; {_instead(name, dialect)}')
    if found.filters_only and dialect == "query":
        raise FieldError(
            f"{found.name}: is known only of stored mentions; use it in rules, searches and dashboards, "
            "not in a query that decides what is collected"
        )
    return found


def _foreign(name: str) -> Field | None:
    """A field that only other products have, and that means something here."""
    if name in dialects.FLAGS:
        return Field(name=name, shape="flag")
    if name in dialects.AT_LEAST:
        return Field(name=dialects.AT_LEAST[name], shape="at least")
    return Field(name=name, shape="exactly") if name in dialects.EXACTLY else None


def _instead(name: str, dialect: Dialect) -> str:
    known = dialects.ABSENT.get(name) or dialects.ABSENT.get(name.rpartition(".")[2])
    if known:
        return known
    there = [each for each, found in FIELDS.items() if dialect == "filter" or not found.filters_only]
    near = get_close_matches(name, there, n=1, cutoff=_NEAREST)
    meant = f"did you mean {FIELDS[near[0]].name}:? " if near else ""
    own = f', and a label of your own is label:"{name}:…"' if dialect == "filter" and not near else ""
    return f"{meant}{'T' if meant else 't'}o search for the words, put them in quotes{own}"


def instead_of_comparison(written: str) -> str:
    """What to write instead of `followers>1000`, which has no colon; "" for what compares no number that is known."""
    found = _COMPARED.fullmatch(written)
    if not found:
        return ""
    name = found[1].lower()
    known = FIELDS.get(dialects.ALIASES.get(name, name))
    if not known or known.shape != "range":
        return ""
    return f"a number is asked for after a colon: {known.name}:{found[2].removeprefix('=')}{found[3]}"


def flag(found: Field, written: str) -> tuple[str, tuple[str, ...]]:
    """The field and value that `is:retweet` and its like stand for."""
    meant = dialects.flag(found.name, written)
    if not meant:
        instead = dialects.without_flag(found.name, written)
        raise FieldError(f"there is no {found.name}:{written} here; {instead}")
    return meant[0], values(FIELDS[meant[0].lower()], meant[1])


def least(found: Field, written: str) -> float:
    """The number of `min_faves:100`."""
    if not re.fullmatch(_NUMBER, written):
        raise FieldError(f"{found.name}: takes a range such as {found.name}:[100 TO *]")
    return float(written)


def values(found: Field, written: str) -> tuple[str, ...]:
    """The alternatives of a value (`A|B`), checked and in the form in which they are compared."""
    parts = tuple(_own(found, part.strip()) for part in written.split("|"))
    if not all(parts):
        raise FieldError(f"{found.name}: needs a value")
    for part in parts:
        if found.values and part.lower() not in map(str.lower, found.values):
            raise FieldError(_wrong(found, part))
        if found.name == "language" and not language(part):
            raise FieldError(f'language: takes a code or a name such as en, deu or german, not "{part}"')
    normal = tuple(_NORMAL.get(found.name, str.casefold)(part) for part in parts)
    return addresses.same_sites(normal) if found.name in ("site", "links") else normal


def _own(found: Field, part: str) -> str:
    """A value that another product calls otherwise, in our words."""
    return dialects.VALUES.get(found.name, {}).get(part.upper(), part)


def _wrong(found: Field, part: str) -> str:
    host = dialects.place(part) if found.name == "kind" else None
    instead = f"; write site:{host}" if host else f"; it is one of {', '.join(found.values)}"
    return f'{found.name}: cannot be "{part}"{instead}'


def limits(found: Field, written: str) -> tuple[float | None, float | None]:
    """The two ends of `[3 TO 5]` (`*` is open), or one number twice."""
    if re.fullmatch(_NUMBER, written):
        return float(written), float(written)
    bound = _BOUND.fullmatch(written)
    if bound:
        return _bounded(bound[1], float(bound[2]))
    match = _RANGE.fullmatch(written)
    if not match:
        raise FieldError(f"{found.name}: takes a range such as {found.name}:[3 TO 5] or {found.name}:[10 TO *]")
    low, high = (None if end == "*" else float(end) for end in match.groups())
    if low is not None and high is not None and low > high:
        raise FieldError(f"{found.name}: the range is empty; write the smaller number first")
    return low, high


def _bounded(sign: str, number: float) -> tuple[float | None, float | None]:
    """Both ends of `>100`, `>=100`, `<5`, `<=5`; what is counted is whole."""
    step = 0 if "=" in sign or number % 1 else 1
    return (number + step, None) if sign[0] == ">" else (None, number - step)


def _site(written: str) -> str:
    found = addresses.site(written)
    if found is None:
        raise FieldError(f'"{written}" is not a host name; write it as site:example.com')
    return found


def _handle(written: str) -> str:
    return exact_name(written.lstrip("@"))


def _subreddit(written: str) -> str:
    return re.sub(r"^/?r/", "", written.casefold()).strip("/")


_NORMAL: Mapping[str, Callable[[str], str]] = {
    "site": _site,
    "links": _site,
    "author": _handle,
    "language": lambda written: language(written) or written.casefold(),
    "country": lambda written: (country(written) or written).casefold(),
    "subreddit": _subreddit,
}
