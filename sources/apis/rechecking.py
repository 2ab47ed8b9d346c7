"""Asking whether posts are still there: one by one, or many at once where a place can be asked so."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from sources.apis.page import Page
from storage.errors import Broken, SourceError

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


async def left_out(
    ids: Sequence[str],
    shown: Callable[[Sequence[str]], Awaitable[Page]],
    certain: Callable[[], Awaitable[Page]],
    at_once: int,
) -> list[str]:
    """Those of some ids that are deleted: answers about many at once leave them out.

    Whoever wrote many posts may have gone with all of them. So where not one is there, a post is asked for that is
    there for certain. Raises SourceError; Broken where that one is not shown either.

    Args:
        shown: A page whose `next` are those of some ids that are there.
        certain: A page whose `next` are ids that the place itself has just named.
        at_once: Ids that can be asked for at once.
    """
    there: set[str] = set()
    for start in range(0, len(ids), at_once):
        there |= set((await shown(ids[start : start + at_once])).next)
    if ids and there.isdisjoint(ids):
        named = (await certain()).next
        if not named or set((await shown(named[:1])).next).isdisjoint(named):
            raise Broken("it shows none of the posts that it had, nor any other; so it is not known which are deleted")
    return [id for id in ids if id not in there]
