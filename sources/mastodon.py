"""Mastodon, and servers that speak as it does: hashtags, and with a token the search."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, ClassVar
from urllib.parse import quote

from pydantic import Field, HttpUrl, SecretStr

from sources.apis import mastodon_status
from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.rechecking import gone
from sources.apis.searching import Searching
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Net, source
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor, Mention, Rights

SIZE = 40
# A status keeps its author's time when it comes from another server, which may be hours late.
PACE = Pace(overlap=timedelta(hours=6), first=timedelta(days=3), pages=4, deepest=25, listings=12)
NEXT = re.compile(r'<[^>]*[?&]max_id=([\w-]+)[^>]*>;\s*rel="next"')
TAG = re.compile(r"\w+")
Tag = Annotated[str, Field(pattern=r"^#?\w+$")]


@source("mastodon")
class Mastodon(Searching):
    """Posts under hashtags that a Mastodon server knows, its own and those of other servers; with a token also what its
    search finds."""

    about: ClassVar[About] = About(
        title="Mastodon",
        how="Nothing for hashtags. For the search: on your server, Preferences, Development, New application, with "
        "`read:search` and `read:statuses` alone; its access token. Servers that speak Mastodon's API, as Pixelfed and "
        "GoToSocial do, are read in the same way; most of them want a token for hashtags too.",
        quota="300 requests in five minutes",
        documentation="https://docs.joinmastodon.org/methods/timelines/#tag",
        proof="real answers",
        searches=True,
        blind="posts without a hashtag where there is no token, what this server does not know of other servers, and "
        "accounts that asked not to be found",
        rights=Rights(follow_deletions=timedelta(days=1)),
    )

    url: HttpUrl = Field(HttpUrl("https://mastodon.social/"), description="The server's address")
    tags: tuple[Tag, ...] = Field(
        (),
        title="Hashtags",
        description="Hashtags; left out: the single words that the queries look for",
        examples=[["acme"]],
    )
    token: SecretStr | None = Field(None, description='A token for the search, as "env:MASTODON_TOKEN"')

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:
        listings = self._listings(ask)
        batch = await collect(cursor, listings, partial(self._page, net), PACE, net.now)
        if batch.mentions or not any(listing.startswith("#") for listing in listings):
            return batch
        return replace(batch, partial=(*batch.partial, *await self._closed(net)))

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        return past(cursor, self._listings(ask), partial(self._page, net), PACE, since, net.now)

    def _listings(self, ask: Ask) -> list[str]:
        listings = [f"#{tag}" for tag in self._tags(ask)]
        listings += self.searches(ask) if self.token else []
        if not listings:
            raise Broken("the queries name no word that could be a hashtag; write some into `tags`, or give a `token`")
        return listings

    def _tags(self, ask: Ask) -> list[str]:
        words = self.tags or [group[0] for group in ask.groups if len(group) == 1]
        return list(dict.fromkeys(word.lstrip("#").casefold() for word in words if TAG.fullmatch(word.lstrip("#"))))

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token.get_secret_value()}"} if self.token else {}

    async def _page(self, net: Net, listing: str, step: Step) -> Page:
        params = {"limit": str(SIZE)}
        if listing.startswith("#"):
            params |= {"max_id": step.at} if step.at else {}
            url = f"{self.url}api/v1/timelines/tag/{quote(listing[1:])}"
            return await fetch(net, url, self.timeline, params=params, headers=self._headers)
        at = step.at or 0
        params |= {"q": listing, "type": "statuses", "offset": str(at)}
        found = partial(self.found, at)
        return await fetch(net, f"{self.url}api/v2/search", found, params=params, headers=self._headers)

    def timeline(self, found: Document) -> Page:
        """A page of a hashtag; where the next one begins stands in the head of the answer."""
        more = NEXT.search(found.headers.get("link", ""))
        return found.page("", partial(self.mention, found), expects=mastodon_status.EXPECTED, next=more and more[1])

    def found(self, at: int, found: Document) -> Page:
        """A page of a search."""
        next = at + SIZE if len(found.list("statuses")) >= SIZE else None
        return found.page("statuses", partial(self.mention, found), expects=mastodon_status.EXPECTED, next=next)

    def mention(self, found: Document, status: Item) -> Mention | None:
        """A status."""
        return mastodon_status.mention(status, found.now, kind=self.kind, language=self.language)

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        again = partial(mastodon_status.again, net, str(self.url), self._headers)
        return await gone(ids, again, partial(self._closed, net))

    async def _closed(self, net: Net) -> tuple[str, ...]:
        """Why nothing came: some servers show strangers no hashtags, and answer as if nothing had been said."""
        page = await fetch(net, f"{self.url}api/v2/instance", self.access, headers=self._headers)
        return page.partial

    def access(self, found: Document) -> Page:
        """What a server says of who may read its hashtags."""
        said = found.get("configuration.timelines_access.hashtag_feeds") or {}
        shut = {"disabled"} if self.token else {"disabled", "authenticated"}
        closed = [where for where in ("local", "remote") if isinstance(said, dict) and said.get(where) in shut]
        what = "; a `token` may help" if not self.token else ""
        return Page(
            partial=tuple(f"{found.where} shows no {where} posts under hashtags to us{what}" for where in closed)
        )
