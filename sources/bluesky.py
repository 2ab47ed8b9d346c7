"""Bluesky, live: every post as it is written, through its Jetstream."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, HttpUrl, UrlConstraints
from pydantic_core import Url

from sources.apis import bluesky_post, streaming
from sources.apis.item import Item, UnusableError
from sources.apis.page import Deleted
from sources.base import About, Net, source
from storage.records import Ask, Author, Batch, Cursor, Mention, Rights

OVERLAP = 5_000_000  # microseconds
GAP = timedelta(minutes=10)
"""A stretch without any post on the whole network, at the beginning of a replay: it reaches back about a day."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@source("bluesky")
class Bluesky(streaming.Streaming):
    """Every post on Bluesky within seconds, matched here; posts that are deleted go, also those that were deleted while
    nobody listened: its public view is asked again for what is stored."""

    again: ClassVar[int] = 5_000
    about: ClassVar[About] = About(
        title="Bluesky",
        quota="all of it: some hundred posts a second",
        documentation="https://github.com/bluesky-social/jetstream#readme",
        blind="handles, names and followers (accounts have their identifiers), what was said before it is set up, and "
        "what was said while nobody listened for longer than about a day",
        past="it sends what is new; `bluesky-search` finds what was said before",
        rights=Rights(follow_deletions=timedelta(days=1), terms="https://bsky.social/about/support/tos"),
    )

    url: Annotated[Url, UrlConstraints(allowed_schemes=["wss", "ws"])] = Field(
        Url("wss://jetstream2.us-east.bsky.network/subscribe"),
        title="Address of the Jetstream",
        description="A Jetstream (version 1); there are several, and one may run one's own",
    )
    view: HttpUrl = Field(
        HttpUrl("https://public.api.bsky.app/"),
        title="Address of the AppView",
        description="Whom it asks whether posts are still there: an AppView",
    )

    async def stream(self, net: Net, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002 (it sends all)
        if not cursor.get("time_us"):  # it begins now, and what is heard before the first commit is not lost either
            cursor = {"time_us": _micros(net.now)}
        params = {"wantedCollections": bluesky_post.COLLECTION, "cursor": str(cursor["time_us"] - OVERLAP)}
        is_first = True
        async with net.http.listen(str(self.url), params=params) as coming:
            async for portion in coming:
                if not portion:
                    yield Batch(cursor=cursor)
                    continue
                batch = await net.run(self.read, [each.text for each in portion], net.now, cursor, is_first)
                yield batch
                cursor, is_first = batch.cursor, False

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`: what is deleted is told once, and repeated for about a day."""
        return await bluesky_post.gone(net, str(self.view), ids)

    def read(self, texts: Sequence[str], now: datetime, cursor: Cursor, is_first: bool) -> Batch:
        """What some events come to; the first ones of a connection begin where the last one ended."""
        events = streaming.opened(texts)
        times, known = _times(events, now), cursor["time_us"]
        last = max(times, default=known)
        batch = streaming.batch(
            events,
            partial(self.event, now),
            now,
            {"time_us": last},
            edited=list(_edited(events)),
            until=_moment(last) if times else None,
        )
        missed = _missed(known, min(times)) if is_first and times else []
        return replace(batch, partial=(*missed, *batch.partial))

    def event(self, now: datetime, event: Item) -> Mention | Deleted | None:
        """A post, or the word that one was deleted; None for what happens to accounts."""
        if event.get("kind") != "commit" or event.get("commit.collection") != bluesky_post.COLLECTION:
            event.id("kind")
            return None
        if event.get("commit.operation") == "delete":
            return Deleted(_uri(event))
        record, author = Item(event.get("commit.record")), Author(id=event.id("did"))
        seen = next(map(_moment, _times([event.data], now)), None)
        return bluesky_post.mention(_uri(event), record, author, seen, now, kind=self.kind, language=self.language)


def _uri(event: Item) -> str:
    return bluesky_post.address(event.id("did"), event.id("commit.rkey"))


def _edited(events: Sequence[object]) -> Iterator[str]:
    """The posts that were edited; an event that does not name its post is told where it is read."""
    for event in events:
        if isinstance(event, dict) and Item(event).get("commit.operation") == "update":
            with suppress(UnusableError):
                yield _uri(Item(event))


def _times(events: Sequence[object], now: datetime) -> list[int]:
    """When each event happened, in microseconds; one that lies in the future would lead the cursor astray."""
    return [time for time in streaming.at(events, "time_us") if 0 < time <= _micros(now + timedelta(days=1))]


def _micros(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _missed(known: int, first: int) -> list[str]:
    """What is not replayed any more, where nobody has listened for long."""
    since, until = _moment(known), _moment(first)
    if until - since < GAP:
        return []
    return [f"nothing came of what was said from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC; it is missing"]
