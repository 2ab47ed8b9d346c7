"""Which mentions leave, and how: chosen by time, name and expression, changed as the terms of their places demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from listener.exports.terms import Terms
from storage.records import Revision, Scope, StoredMention

if TYPE_CHECKING:
    from rules.query import Filter

Watch = Callable[[StoredMention], None]


class Exported(Protocol):
    """What is read of what is exported: a store, or a part of one."""

    def export(self, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[StoredMention]: ...

    def revisions(self, mention_id: int) -> list[Revision]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which mentions are meant.

    Attributes:
        since, until: By the time they were said; `until` is excluded.
        query, brand: Names; only what matches them. With neither, everything.
        where: An expression of the query language that they satisfy.
        terms: What may leave, and with which words beside it.
    """

    since: datetime | None = None
    until: datetime | None = None
    query: str | None = None
    brand: str | None = None
    where: Filter | None = None
    terms: Terms = field(default_factory=Terms)

    @property
    def scope(self) -> Scope:
        """Of the query, else of the brand, else all."""
        if self.query:
            return Scope.query(self.query)
        return Scope.brand(self.brand) if self.brand else Scope.ALL

    def takes(self, stored: StoredMention) -> bool:
        """Whether the mention is as asked."""
        by_query = self.query is None or any(match.query == self.query for match in stored.matches)
        by_brand = self.brand is None or any(match.brand == self.brand for match in stored.matches)
        return (
            by_query and by_brand and (self.where is None or self.where.matches(stored, scope=self.scope) is not None)
        )


def unwatched(_: StoredMention) -> None:
    """Nobody looks on."""


def selected(store: Exported, selection: Selection, watch: Watch = unwatched) -> Iterator[StoredMention]:
    """The mentions of a selection as they may leave, oldest first, at constant memory.

    `watch` is told of each mention that is looked at, those that are left out too.
    """
    for stored in store.export(since=selection.since, until=selection.until):
        watch(stored)
        if selection.takes(stored):
            yield selection.terms.applied(stored)
