"""Walking through listings, newest first, until what is known: nothing is missed, and what doubles is recognised.

What is known is the newest time that the place itself has shown, not the time of the last poll: an index that stalls
for hours loses nothing. Each walk begins an `overlap` before it, for what appears late. A walk that is too long for one
poll goes on at the next one where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sources.apis.page import Page
from sources.apis.usage import with_usage
from storage.errors import Broken, SourceError
from storage.records import Batch, Cursor, Mention

DEEPEST = 1_000
"""Pages of a listing that a walk into the past reads; its place ends before, or never."""
REMEMBERED = 50
"""Ids of a first page that are remembered, to know it again where items have no times."""

CIRCLE = 5
"""Pages of a walk that are known again."""

SHORT = "its first page is full and names no next one any more, though what is known lies behind; has the API changed?"
STUCK = "its second page is its first one again, though what is known lies behind; does it turn pages in another way?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How far and how fast.

    Attributes:
        overlap: How much is read once more, for what appears late.
        first: How far back the first walk goes.
        pages: Pages of one listing that a poll reads; the next poll goes on.
        deepest: Pages after which a walk ends, whatever is left: some places end there themselves.
        listings: Listings (searches) of one poll; where there are more, they take turns.
        total: Pages of a poll altogether: one that takes too long is given up, and all that it has read with it.
    """

    overlap: timedelta = timedelta(hours=2)
    first: timedelta = timedelta(days=7)
    pages: int = 5
    deepest: int = 50
    listings: int = 10
    total: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is to be asked for next.

    Attributes:
        at: What the page before named as `next`; None at the beginning.
        since: Nothing older is needed.
    """

    at: Any = None
    since: datetime


Fetch = Callable[[str, Step], Awaitable[Page]]
"""A page of one listing: of a search for some words, or of "" where there is only one."""


@dataclass(slots=True)
class _Walk:
    """One listing, as far as it has come.

    Attributes:
        cut: It goes on, and cannot be followed.
        short: Its first page is full and says that it is all; it does not reach what is known, and once named more.
        turned: A page shows what one before it showed, as where the last page is shown for every number beyond it.
        stuck: That one was the first, and does not reach what is known.
    """

    state: dict[str, Any]
    pages: list[Page] = field(default_factory=list)
    error: SourceError | None = None
    cut: bool = False
    short: bool = False
    turned: bool = False
    stuck: bool = False


async def collect(cursor: Cursor, listings: Sequence[str], fetch: Fetch, pace: Pace, now: datetime) -> Batch:
    """Everything new in some listings.

    Raises SourceError if not one page could be read. What one listing could not give makes the batch partial.
    """
    known: Mapping[str, Mapping[str, Any]] = cursor.get("listings", {})
    turn = int(cursor.get("turn", 0))
    waiting = sorted(dict.fromkeys(listings), key=lambda name: known.get(name, {}).get("turn", 0))
    walks: dict[str, _Walk] = {}
    for name in waiting[: pace.listings]:
        left = pace.total - sum(len(each.pages) for each in walks.values())
        if left <= 0:
            break
        walks[name] = walk = await _walk(dict(known.get(name, {})), name, fetch, pace, now, min(left, pace.pages))
        walk.state["turn"] = turn = turn + 1
        if walk.error and not isinstance(walk.error, Broken):
            break  # whoever wants to be left alone, or other credentials, wants it for all listings
    _raise_if_blind(walks)
    refused = any(walk.error and not isinstance(walk.error, Broken) for walk in walks.values())
    waits = len(walks) < min(len(waiting), pace.listings) and not refused
    after = {name: known[name] for name in waiting if name in known}
    after |= {name: walk.state for name, walk in walks.items()}
    batch = _batch(walks, {"turn": turn, "listings": after}, len(waiting))
    return replace(batch, more=batch.more or waits)


async def past(
    cursor: Cursor, listings: Sequence[str], fetch: Fetch, pace: Pace, since: datetime, now: datetime
) -> AsyncIterator[Batch]:
    """Everything in some listings since a time, as far back as they can be paged; for `Backfill`.

    Args:
        cursor: Of the last batch that was committed, to go on after an interruption; {} at first.
    """
    deep = replace(pace, first=now - since, deepest=max(pace.deepest, DEEPEST))
    ended = list(cursor.get("ended", ()))
    while waiting := [name for name in listings if name not in ended]:
        batch = await collect(cursor, waiting, fetch, deep, now)
        ended += _ended(batch.cursor["listings"])
        cursor = {**batch.cursor, "ended": ended}
        yield replace(batch, cursor=cursor, more=any(name not in ended for name in waiting))


def _ended(listings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Those that were walked to their end; one that failed at its first page has not begun."""
    return [name for name, state in listings.items() if "at" in state and state["at"] is None]


async def _walk(state: dict[str, Any], name: str, fetch: Fetch, pace: Pace, now: datetime, pages: int) -> _Walk:
    walk = _Walk(state)
    low = datetime.fromisoformat(state["low"]) if state.get("low") else None
    since = low - pace.overlap if low else now - pace.first
    for _ in range(pages):
        try:
            page = await fetch(name, Step(at=state.get("at"), since=since))
        except SourceError as error:
            walk.error = error
            return walk
        walk.pages.append(page)
        _advance(walk, page, since, pace, now)
        if state.get("at") is None:
            break
    return walk


def _advance(walk: _Walk, page: Page, since: datetime, pace: Pace, now: datetime) -> None:
    """Note how far this page has brought the walk; where it has arrived, the next one begins anew."""
    state = walk.state
    if state.get("at") is None:
        state["top"], state["deep"], state["ids"] = None, 0, [] if page.oldest else _ids(page)
        state["shown"], state["ways"] = [], []
    newest = min(page.newest, now) if page.newest else None
    state["top"] = max(filter(None, (state["top"], newest and newest.isoformat())), default=None)
    state["deep"] += 1
    arrived = page.oldest is not None and page.oldest < since
    known = page.oldest is None and not set(_ids(page)).isdisjoint(state.get("seen", ()))
    circles = _circles(state, page)
    too_deep = state["deep"] >= pace.deepest and page.next is not None
    walk.turned = not circles and _comes_again(state, page)
    walk.stuck = walk.turned and state["deep"] == 2 and _walked_before(state) and not (known or _reaches(page, state))
    walk.cut = (circles or too_deep) and not (arrived or known or walk.turned)
    walk.short = _is_short(state, page) and not (known or _reaches(page, state))
    if page.next is not None:
        state["full"] = max(page.count, state.get("full") or 1)
    if walk.short:
        state["at"] = None  # what is known stays: once it names more again, the gap is closed
    elif page.next is None or arrived or known or walk.cut or walk.turned:
        state["low"] = max(filter(None, (state.get("low"), state["top"])), default=None)
        state["at"], state["seen"], state["shown"], state["ways"] = None, state["ids"], [], []
    else:
        state["at"] = page.next
        state["shown"] = [*state.get("shown", ()), _mark(_ids(page))][-CIRCLE:]
        state["ways"] = [*state.get("ways", ()), _mark(page.next)][-CIRCLE:]


def _circles(state: Mapping[str, Any], page: Page) -> bool:
    """Whether the next page is one that was asked for already, or this one, as where a whole page is of one second."""
    return page.next is not None and (page.next == state.get("at") or _mark(page.next) in state.get("ways", ()))


def _comes_again(state: Mapping[str, Any], page: Page) -> bool:
    """Whether it shows what one before it showed."""
    return bool(page.mentions) and page.next is not None and _mark(_ids(page)) in state.get("shown", ())


def _is_short(state: Mapping[str, Any], page: Page) -> bool:
    """Whether a walk ends with its first page though that has as much as a page that others followed."""
    ends = page.next is None and state["deep"] == 1
    return _walked_before(state) and ends and page.count >= (state.get("full") or sys.maxsize)


def _walked_before(state: Mapping[str, Any]) -> bool:
    return bool(state.get("low") or state.get("seen"))


def _reaches(page: Page, state: Mapping[str, Any]) -> bool:
    """Whether it shows something as old as the newest that is known."""
    low = state.get("low")
    return page.oldest is not None and low is not None and page.oldest <= datetime.fromisoformat(low)


def _ids(page: Page) -> list[str]:
    return [mention.native_id for mention in page.mentions[:REMEMBERED]]


def _mark(value: Any) -> str:
    """By which a plain value is known again."""
    return hashlib.blake2b(json.dumps(value).encode(), digest_size=8).hexdigest()


def _raise_if_blind(walks: Mapping[str, _Walk]) -> None:
    errors = [walk.error for walk in walks.values() if walk.error]
    if errors and not any(walk.pages for walk in walks.values()):
        raise errors[-1]


def _batch(walks: Mapping[str, _Walk], cursor: Cursor, count: int) -> Batch:
    pages = [page for walk in walks.values() for page in walk.pages]
    mentions: dict[str, Mention] = {}
    for mention in (mention for page in pages for mention in page.mentions):
        mentions.setdefault(mention.native_id, mention)
    waits = [page.not_before for page in pages] + [walk.error.not_before for walk in walks.values() if walk.error]
    return Batch(
        mentions=tuple(mentions.values()),
        refused=tuple({each.native_id: each for page in pages for each in page.refused}.values()),
        deleted=tuple(dict.fromkeys(id for page in pages for id in page.deleted)),
        cursor=with_usage(cursor, {unit: usage for page in pages for unit, usage in page.usage.items()}),
        not_before=max((wait for wait in waits if wait), default=None),
        more=any(walk.state.get("at") is not None for walk in walks.values()),
        partial=tuple(dict.fromkeys(_partial(walks))),
        notes=tuple(
            dict.fromkeys([*(note for page in pages for note in page.notes), *_notes(walks), *_turns(walks, count)])
        ),
    )


def _partial(walks: Mapping[str, _Walk]) -> list[str]:
    found = []
    for name, walk in walks.items():
        about = f"{name}: " if name else ""
        found += [f"{about}{said}" for page in walk.pages for said in page.partial]
        found += [f"{about}{walk.error}"] if walk.error else []
        found += [f"{about}there is more than can be paged through; what is older was not read"] if walk.cut else []
        found += [f"{about}{SHORT}"] if walk.short else []
        found += [f"{about}{STUCK}"] if walk.stuck else []
    return found


def _notes(walks: Mapping[str, _Walk]) -> list[str]:
    said = "a page shows what one before it showed, so that nothing behind it was read"
    return [f"{name}: {said}" if name else said for name, walk in walks.items() if walk.turned and not walk.stuck]


def _turns(walks: Mapping[str, _Walk], count: int) -> list[str]:
    asked = len(walks)
    return [f"{asked} of {count} searches were made; they take turns"] if 0 < asked < count else []
