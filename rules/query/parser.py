"""From an expression to its syntax tree; whatever is wrong is refused with the column where it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from rules.query import keyboards, shipped
from rules.query.brackets import check_brackets
from rules.query.build import Build
from rules.query.doubts import Doubt
from rules.query.fields import Dialect
from rules.query.grammar import expressions
from rules.query.nodes import Between, Fact, Node, Not, Term, children, needs_something, walk
from rules.query.syntax import END, UNREADABLE, Misplaced, Token
from storage.errors import QueryError

NO_LISTS: Mapping[str, Sequence[str]] = MappingProxyType({})
MOST_TERMS = 20_000
MOST_WILDCARDS = 500


def parse(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS, *, dialect: Dialect = "query") -> Node:
    """The syntax tree of an expression.

    `lists` are saved lists by name: `@NAME` and `list:NAME` stand for any of the items, and so do the names of those
    that come along. The dialect `filter` knows
    also the fields of stored mentions (sentiment:, status:, reach: …) and may consist of NOT alone.
    Raises QueryError with the column.
    """
    return read(expression, lists, dialect=dialect)[0]


def read(
    expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS, *, dialect: Dialect = "query"
) -> tuple[Node, list[Doubt]]:
    """The syntax tree, and where other products' spellings were read as something that is not quite the same."""
    plain = keyboards.plain(expression)
    check_brackets(plain)
    try:
        tree = expressions().parse(plain)
    except Misplaced as error:
        raise _explained(error.token, expression) from None
    build = Build(expression, lists, dialect, _along)
    node = build.node(tree)
    _check_size(node, expression)
    if dialect == "query" and not needs_something(node):
        what = "NOT with nothing to subtract from: say first what to find, as in apple NOT juice"
        raise QueryError(what, expression, _lonely(node))
    return node, build.doubts


@cache
def _along(name: str) -> Node | None:
    """The tree of a list that comes along."""
    expression = shipped.expression(name)
    return parse(expression) if expression else None


def _check_size(node: Node, expression: str) -> None:
    terms = [part for part in walk(node) if isinstance(part, Term | Fact | Between)]
    if len(terms) > MOST_TERMS:
        raise QueryError(f"{len(terms):,} terms; the limit is {MOST_TERMS:,}", expression, terms[MOST_TERMS].column)
    wild = [term for term in terms if isinstance(term, Term) and ("*" in term.text or "?" in term.text)]
    if len(wild) > MOST_WILDCARDS:
        what = f"{len(wild):,} terms with wildcards; the limit is {MOST_WILDCARDS}"
        raise QueryError(what, expression, wild[MOST_WILDCARDS].column)


def _lonely(node: Node) -> int:
    """Where the NOT stands that has nothing to subtract from."""
    while not isinstance(node, Not):
        node = next(part for part in children(node) if not needs_something(part))
    return node.column


def _explained(token: Token, expression: str) -> QueryError:
    """What cannot stand where it does, in the words of somebody who writes queries."""
    if token.type == UNREADABLE:
        return QueryError("this cannot be read", expression, token.column)
    if token.type == END:
        end = len(expression.rstrip())
        what = "the query ends where a word was expected" if end else "the query is empty"
        return QueryError(what, expression, end)
    if token.type == "NEAR" and re.search(r"\bNOT\s+$", expression[: token.column]):
        return QueryError(f"{token} follows NOT; write acme NOT (acme NEAR/5 leak)", expression, token.column)
    placed = _MISPLACED.get(token.type, '"{}" cannot stand here')
    return QueryError(placed.format(token), expression, token.column)


_MISPLACED = {
    "AND": "AND needs a word on both sides",
    "OR": "OR needs a word on both sides",
    "NEAR": '{0} needs a word on both sides; to search for it as a word write "{0}"',
    "RPAR": "a word is missing before this bracket",
    "RANGE": "a range belongs to a field; write it as in rating:[3 TO 5]",
    "FIELD": "{} stands where a value was expected; one with a colon stands in quotes; a saved list is written @name",
}
