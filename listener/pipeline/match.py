"""Matching what a poll brought: beside the event loop if it is little, in a process of its own if it is much."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from listener.pipeline.admit import Brought, admit
from rules.query import Matcher, tokens
from storage.errors import Broken
from storage.records import Arrival, Author, Match, Mention, Query, Refused, Span

if TYPE_CHECKING:
    from listener.app import App

FEW = 200
"""Up to so many posts the way to another process costs more than it saves."""

AT_ONCE = 1000

Lists = tuple[tuple[str, tuple[str, ...]], ...]
Plain = tuple[Any, ...]
Found = tuple[str, tuple[tuple[str, str, tuple[Span, ...]], ...]]
"""A post's words for the index, and (query, brand, spans) of each match: plain, as records are slow to send."""

_NAMES = tuple(field.name for field in fields(Mention))
_values = attrgetter(*_NAMES)
_AUTHOR = _NAMES.index("author")
_AUTHOR_NAMES = tuple(field.name for field in fields(Author))
_author_values = attrgetter(*_AUTHOR_NAMES)


async def arrivals(app: App, mentions: Sequence[Mention], source: str, *, live: bool, row_ids: bool = False) -> Brought:
    """The mentions that can be stored, with the queries they satisfy and their words for the index."""
    every = app.config.collect.keep == "all"
    brought = Brought()
    for start in range(0, len(mentions), AT_ONCE):
        chunk = mentions[start : start + AT_ONCE]
        admitted = await asyncio.to_thread(admit, chunk, app.clock.now())
        brought.take(admitted)
        for one, what in zip(admitted.mentions, await _found(app, admitted.mentions, source), strict=True):
            if isinstance(what, str):
                brought.refused.append(Refused(native_id=one.native_id, reason=what, body=one))
            else:
                brought.arrivals.append(replace(arrival(one, what, live=live, every=every), row_ids=row_ids))
    return brought


async def telling(app: App, mentions: Sequence[Mention], source: str, edited: Collection[str]) -> list[Mention]:
    """Those of a stream's mentions that matter: they match, or may be known from before. Of thousands a second few do,
    so they are matched before anything else; what cannot be looked through is kept, and refused with its reason."""
    if app.config.collect.keep == "all":
        return list(mentions)
    known = frozenset(edited)
    return await asyncio.to_thread(_telling, app.matcher, mentions, source, known)


def _telling(matcher: Matcher, mentions: Sequence[Mention], source: str, known: frozenset[str]) -> list[Mention]:
    return [one for one in mentions if one.native_id in known or _may_match(matcher, one, source)]


def _may_match(matcher: Matcher, mention: Mention, source: str) -> bool:
    try:
        return bool(matcher.match(mention, source=source))
    except MemoryError:
        raise  # no post's fault alone
    except Exception:  # noqa: BLE001 - what breaks the matcher is told where every post is matched
        return True


async def _found(app: App, mentions: Sequence[Mention], source: str) -> list[Found | str]:
    if len(mentions) > FEW:
        return await _apart(app, [plain(one) for one in mentions], source)
    return await asyncio.to_thread(match, app.matcher, mentions, source)


async def _apart(app: App, mentions: list[Plain], source: str) -> list[Found | str]:
    """In the matching process; what hangs or fills it would do the same to the service, so it is not tried here."""
    queries, lists = app.config.queries, frozen(app.config.lists)
    for _ in range(2):  # a process that was killed from outside is no reason to lose a poll
        with suppress(BrokenExecutor):
            return await _answered(app.engine.match(match_plain, queries, lists, mentions, source))
    raise Broken("matching what it brought broke the process that did it, twice; nothing of it was used")


async def _answered(matching: Awaitable[list[Found | str]]) -> list[Found | str]:
    try:
        return await matching
    except (TimeoutError, MemoryError) as error:
        raise Broken("matching what it brought took too long or too much memory; nothing of it was used") from error


def match(matcher: Matcher, mentions: Sequence[Mention], source: str) -> list[Found | str]:
    """What a matcher finds in each mention; in words, why it could not look through one."""
    return [_match(matcher, one, source) for one in mentions]


def _match(matcher: Matcher, mention: Mention, source: str) -> Found | str:
    try:
        matches = matcher.match(mention, source=source)
        return tokens(mention), tuple((each.query, each.brand, each.spans) for each in matches)
    except MemoryError:
        raise  # no post's fault alone
    except Exception as error:  # noqa: BLE001 - one post must not take the others along
        return f"it cannot be looked through: {error!r}"


def match_plain(queries: tuple[Query, ...], lists: Lists, mentions: list[Plain], source: str) -> list[Found | str]:
    """The same in a worker process, which keeps the compiled queries."""
    return match(_matcher(queries, lists), [_mention(one) for one in mentions], source)


def plain(mention: Mention) -> Plain:
    """A mention as a tuple that is quick to send."""
    values = list(_values(mention))
    values[_AUTHOR] = _author_values(mention.author)
    return tuple(values)


def arrival(mention: Mention, found: Found, *, live: bool, every: bool) -> Arrival:
    """A mention on its way into the store; `every`: also if nothing matches."""
    words, matches = found
    made = tuple(Match(query=query, brand=brand, spans=spans) for query, brand, spans in matches)
    return Arrival(mention=mention, matches=made, tokens=words, live=live, keep=every or bool(made))


def frozen(lists: Mapping[str, Sequence[str]]) -> Lists:
    """Saved lists as a value that can be hashed."""
    return tuple((name, tuple(values)) for name, values in lists.items())


def _mention(values: Plain) -> Mention:
    named = dict(zip(_NAMES, values, strict=True))
    named["author"] = Author(**dict(zip(_AUTHOR_NAMES, named["author"], strict=True)))
    return Mention(**named)


@lru_cache(maxsize=2)
def _matcher(queries: tuple[Query, ...], lists: Lists) -> Matcher:
    return Matcher(queries, lists=dict(lists))
