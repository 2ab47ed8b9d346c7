"""The syntax tree of an expression: what was asked, with the place of every part in the expression.

`column` and `length` are code points of the expression.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

BODY = ("title", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, hashtag, handle, emoji or phrase.

    Attributes:
        text: As written, without quotes or braces; `*` and `?` are wildcards.
        quoted: It stood in quotes or came from a list; there, `?` is a wildcard only inside a word.
        cased: Upper and lower case count.
        slop: The words may stand in any order with at most this many others between them; None: exactly as written.
        where: The fields it is looked for in, among title, text, url.
    """

    text: str
    quoted: bool = False
    cased: bool = False
    slop: int | None = None
    where: tuple[str, ...] = BODY
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field that has one of some values."""

    field: str
    values: tuple[str, ...]
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A field whose number lies in a range, both ends included; None is no limit."""

    field: str
    low: float | None
    high: float | None
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the next operand of a NEAR may be.

    Attributes:
        words: Most words between the two.
        ordered: It must come after, not before.
    """

    words: int
    ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Operands each of which stands near the one before: `steps[i]` lies between `parts[i]` and `parts[i + 1]`."""

    parts: tuple[Node, ...]
    steps: tuple[Step, ...]
    bracketed: bool = False
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All parts hold.

    Attributes:
        bracketed: It stands in brackets of its own.
    """

    parts: tuple[Node, ...]
    bracketed: bool = False
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]
    bracketed: bool = False
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part does not hold."""

    part: Node
    column: int
    length: int


Leaf: TypeAlias = Term | Fact | Between
Node: TypeAlias = Leaf | Near | And | Or | Not


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in order."""
    match node:
        case Term() | Fact() | Between():  # most are leaves
            return ()
        case And(parts=parts) | Or(parts=parts) | Near(parts=parts):
            return parts
        case Not(part=part):
            return (part,)


def walk(node: Node) -> Iterator[Node]:
    """Every node, parents first, in order, without recursion."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def needs_something(node: Node) -> bool:
    """Whether it can only hold where something is present: NOT alone holds for almost everything."""
    match node:
        case Not():
            return False
        case And(parts=parts):
            return any(needs_something(part) for part in parts)
        case Or(parts=parts):
            return all(needs_something(part) for part in parts)
        case _:
            return True


def sufficient(node: Node) -> Iterator[Term]:
    """The terms of which each alone makes a post match, whatever else it says."""
    match node:
        case Term():
            yield node
        case Or(parts=parts):
            for part in parts:
                yield from sufficient(part)
        case And(parts=parts):
            asked = [part for part in parts if not isinstance(part, Not | Fact)]
            if len(asked) == 1:
                yield from sufficient(asked[0])
