"""Search over what is stored: candidates from the index, the verdict from the matcher that also collects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.records import Lookup, Scope, Span, StoredMention
from storage.store import Querying

PAGE = 200
MOST_READ = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMention:
    """A mention that satisfies the expression, and where."""

    stored: StoredMention
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What a search came to.

    Attributes:
        found: Newest first.
        read: Mentions that were looked at.
        complete: False where the limit on reading was reached first: older ones may match as well.
    """

    found: Sequence[FoundMention]
    read: int
    complete: bool


def search(
    store: Querying,
    expression: str,
    *,
    lists: Mapping[str, Sequence[str]] | None = None,
    scope: Scope = Scope.ALL,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> SearchResult:
    """The newest mentions of a scope that satisfy an expression of the query language; `lists` are the saved ones.

    Raises QueryError.
    """
    from rules.query import Filter

    verdict = Filter(expression, lists or {})
    found: list[FoundMention] = []
    read = 0
    for stored in candidates(store, verdict.lookup, since, until, limit, scope):
        read += 1
        spans = verdict.matches(stored, scope=scope)
        if spans is not None:
            found.append(FoundMention(stored=stored, spans=tuple(spans)))
        if len(found) == limit or read == MOST_READ:
            return SearchResult(found=found, read=read, complete=len(found) == limit)
    return SearchResult(found=found, read=read, complete=True)


def candidates(
    store: Querying,
    terms: Lookup,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    scope: Scope = Scope.ALL,
) -> Iterator[StoredMention]:
    """What the index proposes, newest first; read page by page, the first no larger than `limit`."""
    before, size = None, min(limit, PAGE)
    while page := store.search(terms, scope=scope, since=since, until=until, before=before, limit=size):
        yield from page
        if len(page) < size:
            return
        before, size = page[-1].id, PAGE
