"""Expressions that grow by a press: a value that is added, a part that is taken away.

An expression may be long and have hundreds of parts: it is read as often for all of them as for one.
"""

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
_APART = r"((?:\s|<<<(?:(?!>>>)[\s\S])*>>>)*)"
_JOINED_BEFORE = re.compile(rf"(?:(?<![^\s)\"}}])|(?<=>>>))AND{_APART}\Z")
_JOINED_AFTER = re.compile(rf"{_APART}AND(?=[\s()\"{{]|<<<|\Z)")
_MORE = "tone:negative"
"""Stands for whatever may follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A part that narrows what is asked.

    Attributes:
        whole: The expression that it is part of, from `column` on.
    """

    whole: str
    column: int
    length: int
    field: str
    values: tuple[str, ...]

    @property
    def text(self) -> str:
        """As it is written."""
        return self.whole[self.column : self.column + self.length]

    @property
    def rest(self) -> str:
        """The expression without it."""
        return _tidy(_without(self.whole, self.column, self.length))


class Narrowing:
    """One expression, and what may be asked beyond it. Raises QueryError for one that cannot be read."""

    def __init__(self, expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> None:
        self._lists, self._before = lists, _followable(expression.strip(), lists)

    def followed(self, more: str) -> str:
        """The expression, of which more is asked."""
        return f"{self._before} {more}".strip()

    def by(self, field: str, value: str) -> str | None:
        """The expression with a field added that must have this value; None where that cannot be written."""
        more = part(field, value)
        return self.followed(more) if _says(more, field, self._lists) else None


def part(field: str, value: str) -> str:
    """A field with a value, as it is written."""
    return f"{field}:{value}" if _PLAIN.fullmatch(value) else f'{field}:"{value}"'


def chips(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> list[Chip]:
    """The fields that everything must have."""
    return [
        Chip(
            whole=expression,
            column=each.column,
            length=each.length,
            field=each.field,
            values=each.values if isinstance(each, Fact) else (),
        )
        for each in _fields(expression, lists)
    ]


def collectable(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> tuple[str, tuple[str, ...]]:
    """What of it a query can ask of posts as they come, and the parts that had to be left out: those that ask for what
    is known only of a stored post, as how it was read."""
    if _readable(expression.strip(), lists, dialect="query"):
        return expression, ()
    left = [each for each in _fields(expression, lists) if _stored_alone(_written(expression, each), lists)]
    rest = expression
    for each in reversed(left):  # what stands before it keeps its place
        rest = _without(rest, each.column, each.length)
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


def _without(expression: str, column: int, length: int) -> str:
    """Without a part of those that must all hold, and the AND that joined it: what is left can be read too."""
    before = _JOINED_BEFORE.sub(r"\1", expression[:column])
    after = expression[column + length :]
    joined = _JOINED_AFTER.match(after)
    return f"{before} {joined[1] + after[joined.end() :] if joined else after}"


def _followable(written: str, lists: Mapping[str, Sequence[str]]) -> str:
    """As it stands before something that must hold too: some are in brackets there, as one that ends with a sign that
    would join what follows."""
    if not written:
        return ""
    if not isinstance(parse(written, lists, dialect="filter"), Or) and _readable(f"{written} {_MORE}", lists):
        return written
    return f"({written})"


def _tidy(expression: str) -> str:
    return " ".join(expression.split())


def _together(node: Node) -> Sequence[Node]:
    return node.parts if isinstance(node, And) and not node.bracketed else (node,)


def _says(more: str, field: str, lists: Mapping[str, Sequence[str]]) -> bool:
    """Whether it is just that: a value with signs of the language in it may be read as something else."""
    try:
        only = parse(more, lists, dialect="filter")
    except QueryError:
        return False
    if isinstance(only, Between):
        return only.field == field
    return isinstance(only, Fact) and only.field == field and len(only.values) == 1


def _readable(expression: str, lists: Mapping[str, Sequence[str]], *, dialect: Dialect = "filter") -> bool:
    if not expression:
        return True
    try:
        parse(expression, lists, dialect=dialect)
    except QueryError:
        return False
    return True
