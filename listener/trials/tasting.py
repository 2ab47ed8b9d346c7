"""One source tried before it is saved: its first mentions, and which of their fields stay empty; nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from listener.config.sections import CollectSection
from listener.trials.network import network
from sources.apis.usage import Usage, usages
from sources.base import Net, Options, Source, Stream
from sources.wire.turns import Turns
from storage.clock import Clock
from storage.errors import Broken, SourceError
from storage.records import Ask, Batch, Health, Mention

ENOUGH = 20
LISTENED = 10.0
"""Mentions of a stream that are waited for, and for so many seconds."""
FIELDS = (
    "text", "title", "url", "published_at", "author.name", "author.handle", "author.id", "author.followers", "language",
    "parent_id", "thread_id", "rating", "engagement",
)  # fmt: skip
NAMED: Mapping[str, str] = {
    "html": "text", "published": "published_at", "author": "author.name", "handle": "author.handle",
    "author_id": "author.id", "followers": "author.followers", "parent": "parent_id", "thread": "thread_id",
    "likes": "engagement.likes", "replies": "engagement.replies", "shares": "engagement.shares",
    "views": "engagement.views",
}  # fmt: skip
"""A mention's field by the name that settings give it, where that is another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tasting:
    """What a source brought.

    Attributes:
        filled: How many of the mentions have each field.
        empty: In words, the fields that no mention has although the settings say where they stand.
        doubts: Why this is not all, what was put aside, and what was odd.
        used: Of quotas and budgets.
        unreadable: Items came, and not one of them can be read: the settings are wrong, or the place is another one.
    """

    health: Health
    mentions: tuple[Mention, ...]
    filled: Mapping[str, int]
    empty: tuple[str, ...]
    doubts: tuple[str, ...]
    used: tuple[Usage, ...] = ()
    unreadable: bool = False


async def taste(
    source: Options, ask: Ask, clock: Clock, *, contact: str, collect: CollectSection, folder: Path
) -> Tasting:
    """Ask a source once. Raises SourceError where it cannot be read."""
    limit = collect.timeout.total_seconds()
    async with network(contact, collect.allow_private, folder, clock) as net, Turns(1).turn(source.name) as turn:
        try:
            async with turn.limited(limit):
                batch = await _first(source, net, ask)
        except TimeoutError:
            raise Broken(f"no whole answer within {limit:g} s; is the address right?") from None
        now = net.now
    return _tasting(source, batch, now)


async def _first(source: Options, net: Net, ask: Ask) -> Batch:
    if isinstance(source, Source):
        return await source.poll(net, {}, ask)
    if not isinstance(source, Stream):
        raise SourceError("it cannot be asked: others send to it; start the service and send something")
    return await _heard(source, net, ask)


async def _heard(source: Stream, net: Net, ask: Ask) -> Batch:
    """What a stream sends within a while; one that is quiet is there all the same."""
    heard: list[Batch] = []
    with suppress(TimeoutError):
        async with asyncio.timeout(LISTENED), aclosing(source.stream(net, {}, ask)) as stream:  # type: ignore[type-var]
            async for batch in stream:
                heard.append(batch)
                if sum(len(each.mentions) for each in heard) >= ENOUGH:
                    break
    if not heard:
        raise TimeoutError
    notes = () if any(each.events for each in heard) else (f"connected; nothing was sent within {LISTENED:g} s",)
    return Batch(
        mentions=tuple(mention for each in heard for mention in each.mentions)[:ENOUGH],
        refused=tuple(one for each in heard for one in each.refused),
        partial=tuple(said for each in heard for said in each.partial),
        notes=notes,
    )


def _tasting(source: Options, batch: Batch, now: datetime) -> Tasting:
    aside = tuple(f"put aside: {each.native_id}: {each.reason}" for each in batch.refused[:3])
    return Tasting(
        health="partial" if batch.partial else "ok" if batch.mentions else "empty",
        mentions=batch.mentions,
        filled={name: sum(_has(each, name) for each in batch.mentions) for name in FIELDS},
        empty=tuple(_empty(getattr(source, "fields", {}), batch.mentions)),
        doubts=(*batch.partial, *aside, *batch.notes),
        used=tuple(usages(batch.cursor, now)),
        unreadable=bool(batch.refused) and not batch.mentions,
    )


def _empty(fields: Mapping[str, str], mentions: tuple[Mention, ...]) -> list[str]:
    return [
        f"field `{name}` stayed empty: `{place}` finds nothing that can be used in any of {len(mentions)} items"
        for name, place in fields.items()
        if name not in ("id", "deleted")
        and mentions
        and not any(_has(each, NAMED.get(name, name)) for each in mentions)
    ]


def _has(mention: Mention, path: str) -> bool:
    value: Any = mention
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return value not in (None, "", {})
