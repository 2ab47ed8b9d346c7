"""Lemmy: link-sharing communities that are joined to each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Deleted, Page
from sources.apis.rechecking import gone
from sources.apis.searching import Searching
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from storage.errors import Broken
from storage.records import Ask, Author, Mention, Rights

SIZE = 50


@source("lemmy")
class Lemmy(Walked, Searching):
    """Posts and comments that a Lemmy server knows, its own and those of other servers, found by the queries' words."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=6), pages=3, deepest=20, listings=20)
    about: ClassVar[About] = About(
        title="Lemmy",
        quota="differs by server; some allow a few searches a minute",
        documentation="https://lemmy.readme.io/reference/get_search",
        searches=True,
        blind="communities of other servers that nobody on this one follows",
        rights=Rights(follow_deletions=timedelta(days=1)),
    )

    url: HttpUrl = Field(HttpUrl("https://lemmy.world/"), description="The server's address")

    def _listings(self, ask: Ask) -> list[str]:
        return [f"{sort} {words}" for words in self.searches(ask) for sort in ("Posts", "Comments")]

    async def _page(self, net: Net, listing: str, step: Step) -> Page:
        sort, _, words = listing.partition(" ")
        number = step.at or 1
        params = {"q": words, "type_": sort, "listing_type": "All", "sort": "New"}
        params |= {"page": str(number), "limit": str(SIZE)}
        return await fetch(net, f"{self.url}api/v3/search", partial(self.read, sort, number), params=params)

    def read(self, sort: str, number: int, found: Document) -> Page:
        """A page of posts or comments."""
        path, what = sort.lower(), sort.lower().removesuffix("s")
        next = number + 1 if len(found.list(path)) >= SIZE else None
        expects = (f"{what}.published", "creator.name", "counts.score")
        return found.page(path, partial(self.mention, found, what), expects=expects, next=next)

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        site = partial(fetch, net, f"{self.url}api/v3/site", self.site)
        return await gone(ids, partial(self._again, net), site)

    def site(self, found: Document) -> Page:
        """Of a server that is there. Raises Broken for anything else."""
        if found.get("site_view") is None:
            raise Broken(f"{found.where} shows no site; has its API changed?")
        return Page()

    async def _again(self, net: Net, id: str) -> Page:
        what, _, number = id.partition(" ")
        return await fetch(net, f"{self.url}api/v3/{what}", partial(self.still, id), params={"id": number})

    def still(self, id: str, found: Document) -> Page:
        """A single post or comment as a page; empty where it is as it was."""
        what = id.partition(" ")[0]
        here = f"{what}_view.{what}"
        if found.get(f"{here}.id") is None:
            raise Broken(f"{found.where} shows no {what}; has its API changed?")
        is_gone = found.get(f"{here}.deleted") is True or found.get(f"{here}.removed") is True
        return Page(deleted=(id,)) if is_gone else Page()

    def mention(self, found: Document, what: str, each: Item) -> Mention | Deleted:
        """A post or a comment; one that was deleted or taken down is gone."""
        is_post = what == "post"
        id, thread = f"{what} {each.id(f'{what}.id')}", f"post {each.id('post.id')}"
        if each.flag(f"{what}.deleted") or each.flag(f"{what}.removed"):
            return Deleted(id)
        uri = each.link(f"{what}.ap_id")
        above = each.line("comment.path").split(".")[1:-1]
        parent = None if is_post else f"comment {above[-1]}" if above else thread
        return Mention(
            kind=self.kind or "forum",
            native_id=id,
            uri=uri,
            url=uri,
            permalink=canonical(uri),
            author=Author(
                id=each.line("creator.actor_id") or None,
                handle=each.line("creator.name") or None,
                name=each.line("creator.display_name") or None,
            ),
            title=each.line("post.name") if is_post else "",
            text=each.text("post.body" if is_post else "comment.content"),
            language=each.language("", self.language),
            **each.said(f"{what}.published", found.now),
            collected_at=found.now,
            parent_id=parent,
            thread_id=thread,
            engagement=each.counts(
                likes="counts.upvotes", replies=f"counts.{'comments' if is_post else 'child_count'}"
            ),
            extra={
                name: said
                for name, path in (("community", "community.name"), ("url", "post.url"))
                if (said := each.line(path))
            },
        )
