"""Bluesky by its search, with an account: what was said before anybody listened, with names and counts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl, PrivateAttr, SecretStr

from sources.apis import bluesky_post
from sources.apis.bluesky_session import Session, sign_in
from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.searching import Searching
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Net, source
from storage.errors import SourceError
from storage.records import Ask, Author, Batch, Cursor, Mention, Rights

SIZE = 100
PACE = Pace(overlap=timedelta(hours=1), pages=3, deepest=20)


@source("bluesky-search")
class BlueskySearch(Searching):
    """Posts on Bluesky that its search finds, with handles, names and counts."""

    about: ClassVar[About] = About(
        title="Bluesky search",
        needs="key",
        how="In Bluesky: Settings, Privacy and security, App passwords; make one for this alone.",
        quota="3,000 requests in five minutes",
        documentation="https://docs.bsky.app/docs/api/app-bsky-feed-search-posts",
        searches=True,
        blind="what its index has not taken in; it is no full record: `bluesky`, which listens, is",
        past="as far as its index goes",
        rights=Rights(follow_deletions=timedelta(days=1), terms="https://bsky.social/about/support/tos"),
    )

    handle: str = Field(description="The account's handle", examples=["acme.bsky.social"])
    password: SecretStr = Field(
        title="App password", description="An app password", examples=["env:BLUESKY_APP_PASSWORD"]
    )
    url: HttpUrl = Field(HttpUrl("https://bsky.social/"), description="Where it signs in")
    _session: Session | None = PrivateAttr(None)

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        async with self._signed_in(net) as session:
            return await collect(cursor, self.searches(ask), partial(self._page, net, session), PACE, net.now)

    async def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        """See `Backfill`."""
        async with self._signed_in(net) as session:
            async for batch in past(
                cursor, self.searches(ask), partial(self._page, net, session), PACE, since, net.now
            ):
                yield batch

    @asynccontextmanager
    async def _signed_in(self, net: Net) -> AsyncIterator[Session]:
        if self._session is None or not self._session.is_fresh(net.now):
            self._session = await sign_in(net, str(self.url), self.handle, self.password)
        try:
            yield self._session
        except SourceError:
            self._session = None  # whatever was wrong, the next one signs in anew
            raise

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`: what is deleted is left out of the answer."""
        async with self._signed_in(net) as session:
            return await bluesky_post.gone(net, session.home, ids, session.headers)

    async def _page(self, net: Net, session: Session, words: str, step: Step) -> Page:
        params = {"q": words, "sort": "latest", "limit": str(SIZE), "since": f"{step.since:%Y-%m-%dT%H:%M:%SZ}"}
        params |= {"cursor": step.at} if step.at else {}
        url = f"{session.home}xrpc/app.bsky.feed.searchPosts"
        return await fetch(net, url, self.read, params=params, headers=session.headers)

    def read(self, found: Document) -> Page:
        """A page of posts."""
        at = found.get("cursor")
        next = at if isinstance(at, str) and at else None
        expects = ("record.text", "author.handle", "indexedAt")
        return found.page("posts", partial(self.mention, found), expects=expects, ordered_by="indexedAt", next=next)

    def mention(self, found: Document, post: Item) -> Mention:
        """A post."""
        author = Author(
            id=post.line("author.did") or None,
            handle=post.line("author.handle") or None,
            name=post.line("author.displayName") or None,
        )
        seen = post.said("indexedAt", found.now)["published_at"]
        counts = post.counts(likes="likeCount", shares="repostCount", replies="replyCount", quotes="quoteCount")
        return bluesky_post.mention(
            post.id("uri"), Item(post.get("record")), author, seen, found.now,
            kind=self.kind, language=self.language, engagement=counts,
        )  # fmt: skip
