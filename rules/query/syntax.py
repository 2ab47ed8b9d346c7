"""Reads expressions by the tables that lark makes of the grammar (LALR(1)), without lark: it takes long to load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

END, UNREADABLE = "END", "UNREADABLE"
"""Terminals of every grammar: where the expression ends, and a character with which no other begins."""


class Token(str):
    """What was written for a terminal.

    Attributes:
        type: The terminal's name.
        column: Where it begins, in code points.
    """

    __slots__ = ("column", "type")

    type: str
    column: int


@dataclass(frozen=True, slots=True)
class Branch:
    """What one rule of the grammar took together."""

    rule: str
    parts: list[Built]


Built: TypeAlias = Branch | Token


class Misplaced(ValueError):
    """A token with which the expression cannot go on."""

    def __init__(self, token: Token) -> None:
        super().__init__(f"{token.type} at {token.column}")
        self.token = token


class Reduction(NamedTuple):
    """How a rule takes its parts together.

    Attributes:
        origin: What it makes.
        size: How many parts it takes.
        name: Of the branch; "" where the parts are handed on to the rule that takes them in.
        alone: A part that is the only one stands for the branch.
    """

    origin: str
    size: int
    name: str
    alone: bool


class Tables(NamedTuple):
    """A grammar, ready to read by.

    Attributes:
        terminals: A regular expression of one token, with what is ignored before it; its groups are the terminals.
        start, end: The states in which reading begins, and is done.
        states: What follows each state by terminal, and by what a rule made: the next state, or ~n for reduction n.
    """

    terminals: str
    start: int
    end: int
    states: Sequence[Mapping[str, int]]
    reductions: Sequence[Reduction]


class Syntax:
    """Reads expressions of one grammar."""

    def __init__(self, tables: Tables) -> None:
        self._tables, self._token = tables, re.compile(tables.terminals)

    def parse(self, expression: str) -> Built:
        """Its tree. Raises Misplaced."""
        _, start, end, table, reductions = self._tables
        states, built = [start], list[Any]()
        for token in self._tokens(expression):
            while (step := table[states[-1]].get(token.type)) is not None:
                if step >= 0:
                    states.append(step)
                    built.append(token)
                    break
                origin, size, name, alone = reductions[~step]
                parts = _flat(built[-size:])
                del states[-size:], built[-size:]
                built.append(parts if not name else parts[0] if alone and len(parts) == 1 else Branch(name, parts))
                states.append(table[states[-1]][origin])
                if states[-1] == end:
                    return built[0]  # type: ignore[no-any-return]
            else:
                raise Misplaced(token)
        raise AssertionError("an end is either right or misplaced")

    def _tokens(self, expression: str) -> Iterator[Token]:
        for found in self._token.finditer(expression):
            kind = found.lastgroup
            assert kind
            start, end = found.span(kind)
            token = Token(expression[start:end])
            token.type, token.column = kind, start
            yield token


def _flat(parts: list[Any]) -> list[Built]:
    """Parts, those that were handed on among them; the first, which grows by each repetition, is used as it is."""
    if all(type(part) is not list for part in parts):
        return parts
    flat: list[Built] = parts[0] if type(parts[0]) is list else [parts[0]]
    for part in parts[1:]:
        if type(part) is list:
            flat += part
        else:
            flat.append(part)
    return flat
