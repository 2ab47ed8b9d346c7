"""Threads, by its keyword search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis import graph
from sources.apis.document import Document
from sources.apis.item import Item
from sources.apis.meter import Allowance, Meter
from sources.apis.page import Page
from sources.apis.searching import Searching
from sources.apis.walk import Pace, Step
from sources.apis.walking import Metered
from sources.base import About, Net, source
from sources.reading.links import canonical
from storage.records import Ask, Author, Mention, Rights

NOTHING = "a search found nothing; words that Threads holds to be sensitive look the same"
FIELDS = "id,text,permalink,timestamp,username,has_replies,is_quote_post,is_reply"


@source("threads")
class Threads(Metered, Searching):
    """Public posts on Threads that name what the queries look for."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=2), pages=3, deepest=30)
    about: ClassVar[About] = About(
        title="Threads",
        needs="approval",
        how="Make an app with the Threads use case at https://developers.facebook.com, have Meta approve the "
        "permission threads_keyword_search (without it only your own posts are found), and make a token that lasts "
        "60 days.",
        quota="2,200 searches in 24 hours",
        documentation="https://developers.facebook.com/docs/threads/keyword-search",
        searches=True,
        blind="words that Meta holds to be sensitive: these find nothing, as if nothing had been said; also private "
        "accounts, and how often a post was liked",
        rights=Rights(
            follow_deletions=timedelta(days=1), outside_models=False, terms="https://developers.facebook.com/terms"
        ),
    )

    token: SecretStr = Field(description="An access token", examples=["env:THREADS_TOKEN"])
    quota: int = Field(2_200, ge=1, title="Searches a day", description="Searches a day that this source may make")
    api: HttpUrl = Field(HttpUrl("https://graph.threads.net/v1.0/"), description="Where its API is, with its version")

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`."""
        return await graph.deleted(net, str(self.api), ids, "me", self.token)

    @property
    def _allowance(self) -> Allowance:
        return Allowance(limit=self.quota, unit="searches", window="day", remedy="Poll less often.")

    def _listings(self, ask: Ask) -> list[str]:
        return self.searches(ask)

    async def _page(self, net: Net, meter: Meter, words: str, step: Step) -> Page:
        params = {"q": words, "search_type": "RECENT", "fields": FIELDS, "limit": "100"}
        params |= {"since": str(int(step.since.timestamp())), **({"after": str(step.at)} if step.at else {})}
        meter.need(1)
        meter.use(1)
        return await graph.ask(net, f"{self.api}keyword_search", self.read, params, self.token)

    def read(self, found: Document) -> Page:
        """A page of posts."""
        read, next = partial(self.mention, found), graph.after(found.data)
        page = found.page("data", read, expects=("text", "username", "timestamp", "permalink"), next=next)
        return page if found.list("data") else replace(page, notes=(NOTHING,))

    def mention(self, found: Document, post: Item) -> Mention:
        """A post, a reply or a quote."""
        id, link, name = post.id("id"), post.link("permalink"), post.line("username")
        sort = "REPLY" if post.flag("is_reply") else "QUOTE" if post.flag("is_quote_post") else ""
        return Mention(
            kind=self.kind or "social",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(handle=name or None),
            text=post.text("text"),
            language=post.language("", self.language),
            **post.said("timestamp", found.now),
            collected_at=found.now,
            extra={"engagement_type": sort} if sort else {},
        )
