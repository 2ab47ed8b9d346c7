"""Expressions that grow by a press: a value that is added, a part that is taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.query import parse
from rules.query.fields import Dialect
from rules.query.nodes import And, Between, Fact, Node, Or
from rules.query.parser import NO_LISTS
from storage.errors import QueryError

_PLAIN = re.compile(r"[\w.-]+")
_JOINED = re.compile(r"^\s*AND\b|\bAND\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A part that narrows what is asked.

    Attributes:
        rest: The expression without it.
    """

    text: str
    rest: str
    field: str
    values: tuple[str, ...]


def part(field: str, value: str) -> str:
    """A field with a value, as it is written."""
    return f"{field}:{value}" if _PLAIN.fullmatch(value) else f'{field}:"{value}"'


def narrowed(expression: str, field: str, value: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> str | None:
    """The expression with a field added that must have this value; None where that cannot be written.

    Raises QueryError for an expression that cannot be read."""
    whole = followed(expression, part(field, value), lists)
    return whole if _says(whole, field, lists) else None


def followed(expression: str, more: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> str:
    """The expression, of which more is asked. Raises QueryError for one that cannot be read."""
    written = expression.strip()
    if written and isinstance(parse(expression, lists, dialect="filter"), Or):
        written = f"({written})"
    return f"{written} {more}".strip()


def chips(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> list[Chip]:
    """The fields that everything must have, each with what is left without it."""
    found = []
    for each in _fields(expression, lists):
        rest = _tidy(_without(expression, each))
        if _readable(rest, lists):
            values = each.values if isinstance(each, Fact) else ()
            found.append(Chip(text=_written(expression, each), rest=rest, field=each.field, values=values))
    return found


def collectable(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> tuple[str, tuple[str, ...]]:
    """What of it a query can ask of posts as they come, and the parts that had to be left out: those that ask for what
    is known only of a stored post, as how it was read."""
    if _readable(expression.strip(), lists, dialect="query"):
        return expression, ()
    left = [each for each in _fields(expression, lists) if _stored_alone(_written(expression, each), lists)]
    rest = expression
    for each in reversed(left):  # what stands before it keeps its place
        rest = _without(rest, each)
    kept = _tidy(rest)
    if not left or not _readable(kept, lists):
        return expression, ()
    return kept, tuple(_written(expression, each) for each in left)


def _stored_alone(part: str, lists: Mapping[str, Sequence[str]]) -> bool:
    return not _readable(f"x {part}", lists, dialect="query")


def _fields(expression: str, lists: Mapping[str, Sequence[str]]) -> list[Fact | Between]:
    """Those that everything must have, in their order."""
    if not expression.strip():
        return []
    return [each for each in _together(parse(expression, lists, dialect="filter")) if isinstance(each, Fact | Between)]


def _written(expression: str, part: Fact | Between) -> str:
    return expression[part.column : part.column + part.length]


def _without(expression: str, part: Fact | Between) -> str:
    before, after = expression[: part.column], expression[part.column + part.length :]
    return f"{_JOINED.sub('', before)} {_JOINED.sub('', after)}"


def _tidy(expression: str) -> str:
    return " ".join(expression.split())


def _together(node: Node) -> Sequence[Node]:
    return node.parts if isinstance(node, And) and not node.bracketed else (node,)


def _says(expression: str, field: str, lists: Mapping[str, Sequence[str]]) -> bool:
    """Whether it ends with just that: a value with signs of the language in it may be read as something else."""
    try:
        last = _together(parse(expression, lists, dialect="filter"))[-1]
    except QueryError:
        return False
    if isinstance(last, Between):
        return last.field == field
    return isinstance(last, Fact) and last.field == field and len(last.values) == 1


def _readable(expression: str, lists: Mapping[str, Sequence[str]], *, dialect: Dialect = "filter") -> bool:
    if not expression:
        return True
    try:
        parse(expression, lists, dialect=dialect)
    except QueryError:
        return False
    return True
