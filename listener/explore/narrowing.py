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
    if not expression.strip():
        return []
    node = parse(expression, lists, dialect="filter")
    found = []
    for each in _together(node):
        if isinstance(each, Fact | Between):
            before, after = expression[: each.column], expression[each.column + each.length :]
            rest = " ".join(f"{_JOINED.sub('', before).strip()} {_JOINED.sub('', after).strip()}".split())
            text = expression[each.column : each.column + each.length]
            if _readable(rest, lists):
                values = each.values if isinstance(each, Fact) else ()
                found.append(Chip(text=text, rest=rest, field=each.field, values=values))
    return found


def collectable(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> tuple[str, tuple[str, ...]]:
    """What of it a query can ask of posts as they come, and the parts that had to be left out: those that ask for what
    is known only of a stored post, as how it was read."""
    left: list[str] = []
    while expression.strip() and not _readable(expression, lists, dialect="query"):
        unfit = next((each for each in reversed(chips(expression, lists)) if _stored_alone(each, lists)), None)
        if unfit is None:
            break
        expression, left = unfit.rest, [unfit.text, *left]
    return expression, tuple(left)


def _stored_alone(chip: Chip, lists: Mapping[str, Sequence[str]]) -> bool:
    return not _readable(f"x {chip.text}", lists, dialect="query")


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
