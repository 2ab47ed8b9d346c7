"""Searches, dashboards and rules: the same language over what is stored, with sentiment:, status: and their like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rules.query import literals
from rules.query.document import Document
from rules.query.nodes import Between, Fact, walk
from rules.query.parser import NO_LISTS, parse
from rules.query.verdict import compiled, without_overlaps
from storage.records import Scope

if TYPE_CHECKING:
    from storage.records import Lookup, Span, StoredMention


class Filter:
    """A compiled expression over stored mentions. Raises QueryError.

    Attributes:
        lookup: Index tokens that every match has, for `Store.search`; () where all must be looked at.
        fields: Those whose values and numbers it asks for, as sentiment.
    """

    def __init__(self, expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> None:
        node = parse(expression, lists, dialect="filter")
        self.expression = expression
        self.lookup: Lookup = literals.lookup(node)
        self.fields = frozenset(part.field for part in walk(node) if isinstance(part, Fact | Between))
        self._test = compiled(node)

    def matches(self, stored: StoredMention, scope: Scope = Scope.ALL) -> tuple[Span, ...] | None:
        """The words that satisfy it, None if it is not satisfied.

        Args:
            scope: Of whose mentions it is asked: `tone:` is meant toward its brand.
        """
        document = Document.of(stored, stored.brand_of(scope))
        return without_overlaps(self._test.spans(document)) if self._test.holds(document) else None


def lookup(expression: str, lists: Mapping[str, Sequence[str]] = NO_LISTS) -> Lookup:
    """Index tokens that every match of a search expression has: one of each group; () where all must be looked at."""
    return literals.lookup(parse(expression, lists, dialect="filter"))
