"""What is asked about the mentions: an expression, whose brand, and of which time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rules.query import Filter, parse
from rules.query.nodes import And, Fact, Node
from rules.query.parser import NO_LISTS
from storage.records import Scope

if TYPE_CHECKING:
    from rules.query.filter import Filter as Filter_


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which mentions are meant.

    Attributes:
        expression: In the language of the queries, with the fields of stored mentions; "" for all.
        brand: Only what is about it; "" for whatever is said.
        since, until: By the time they were said; `until` is excluded.
    """

    expression: str = ""
    brand: str = ""
    since: datetime
    until: datetime

    @property
    def scope(self) -> Scope:
        """Whose counts the service keeps, in which the answer lies."""
        return Scope.brand(self.brand) if self.brand else Scope.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A question that was understood.

    Attributes:
        node: All that a mention must satisfy; None: nothing.
        filter: What the expression says of a whole mention; None without one.
    """

    question: Question
    node: Node | None
    filter: Filter_ | None


def read(question: Question, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> Read:
    """Understand it; `lists` are the saved ones. Raises QueryError."""
    written = question.expression.strip()
    asked = parse(question.expression, lists, dialect="filter") if written else None
    about = _about(question.brand) if question.brand else None
    parts = tuple(part for part in (asked, about) if part is not None)
    node = And(parts=parts, column=0, length=0) if len(parts) == 2 else next(iter(parts), None)
    return Read(question=question, node=node, filter=Filter(question.expression, lists) if written else None)


def _about(brand: str) -> Node:
    return Fact(field="brand", values=(brand.casefold(),), column=0, length=0)
