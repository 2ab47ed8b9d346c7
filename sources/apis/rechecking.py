"""Asking post by post whether it is still there, for places that cannot be asked about many at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from sources.apis.page import Page
from storage.errors import SourceError

GONE = frozenset({404, 410})
FEW = 5


async def gone(
    ids: Sequence[str],
    fetch: Callable[[str], Awaitable[Page]],
    control: Callable[[], Awaitable[object]],
    missing: Collection[int] = GONE,
) -> list[str]:
    """Those of some ids that are deleted: whose page says so, or is not there though the place answers.

    Raises SourceError at any other failure, and where more than a few are missing and not one is there: whoever deleted
    them all at once is the place itself, or shows them to us no more.

    Args:
        control: Asks for something that is always there; raises SourceError where the place has moved, or shows this
            account nothing any more. It is asked after the posts, so that what fails on the way is no deletion.
        missing: Statuses that say that a post is not there.
    """
    said, absent, there = list[str](), list[str](), 0
    for id in ids:
        try:
            said += (await fetch(id)).deleted
            there += 1
        except SourceError as error:
            absent.append(id)
            if error.status not in missing or (len(absent) > FEW and not there and len(absent) == len(ids)):
                raise
    if absent:
        await control()
    return [*said, *absent]
