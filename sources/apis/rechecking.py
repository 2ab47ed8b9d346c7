"""Asking post by post whether it is still there, for places that cannot be asked about many at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from sources.apis.page import Page
from storage.errors import SourceError

GONE = frozenset({404, 410})


async def gone(ids: Sequence[str], fetch: Callable[[str], Awaitable[Page]]) -> list[str]:
    """Those of some ids that are deleted: whose page says so, or is not there while others are.

    Raises SourceError where all pages are missing, as of a server that has moved, and at any other failure.
    """
    found, missing, there = list[str](), list[str](), 0
    error: SourceError | None = None
    for id in ids:
        try:
            page = await fetch(id)
        except SourceError as problem:
            if problem.status not in GONE:
                raise
            missing.append(id)
            error = problem
        else:
            there += 1
            found += page.deleted
    if error and not there:
        raise error
    return [*found, *missing]
