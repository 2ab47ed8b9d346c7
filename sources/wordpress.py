"""Comments on sites that run on WordPress."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl

from sources.apis.document import Document, document, fetch
from sources.apis.item import Item, reached
from sources.apis.page import Page
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from sources.reading.text import title
from storage.errors import SourceError
from storage.records import Author, Mention

SIZE = 100
ZONES = timedelta(hours=14)
"""So far ahead a site's own time may be, by which it compares."""


@source("wordpress")
class WordPress(Walked):
    """Every comment of a site that runs on WordPress, matched here: its search knows letters in markup, no words."""

    # A comment that waited for its approval appears under the time at which it was written.
    pace: ClassVar[Pace] = Pace(overlap=timedelta(days=3))
    about: ClassVar[About] = About(
        title="WordPress comments",
        quota="what its operator allows",
        documentation="https://developer.wordpress.org/rest-api/reference/comments/",
        proof="a real server",
        blind="comments that wait for approval, posts with a password, sites that close their interface, and comments "
        "kept elsewhere (Disqus, Facebook)",
    )

    url: HttpUrl = Field(description="The site's address", examples=["https://blog.example.org/"])

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        gone: list[str] = []
        for start in range(0, len(ids), SIZE):
            some = ids[start : start + SIZE]
            params = {"include": ",".join(some), "per_page": str(SIZE), "_fields": "id"}
            answer = await net.http.get(self._comments, params=params)
            there = {str(reached(each, "id")) for each in document(answer, net.now).list("")}
            gone += [id for id in some if id not in there and await self._is_gone(net, id)]
        return gone

    async def _is_gone(self, net: Net, id: str) -> bool:
        """Of what a list leaves out some only waits for approval, or lies in the bin."""
        try:
            await net.http.get(f"{self._comments}/{id}")
        except SourceError as error:
            return error.status in (404, 410)
        return False

    @property
    def _comments(self) -> str:
        # Unlike /wp-json/, this form is also answered where a site has plain permalinks.
        return f"{str(self.url).rstrip('/')}/?rest_route=/wp/v2/comments"

    async def _page(self, net: Net, _: str, step: Step) -> Page:
        number = step.at or 1
        params = {"orderby": "date_gmt", "order": "desc", "per_page": str(SIZE), "page": str(number)}
        params["after"] = f"{step.since - ZONES:%Y-%m-%dT%H:%M:%S}"
        return await fetch(net, self._comments, partial(self.read, number), params=params)

    def read(self, number: int, found: Document) -> Page:
        """A page of comments; a header says how many pages there are."""
        said = found.headers.get("x-wp-totalpages", "")
        is_last = number >= int(said) if said.isdecimal() else len(found.list("")) < SIZE
        expects = ("link", "content.rendered", "date_gmt", "author_name")
        return found.page("", partial(self.mention, found), expects=expects, next=None if is_last else number + 1)

    def mention(self, found: Document, comment: Item) -> Mention:
        """A comment."""
        above, link = comment.line("parent"), comment.link("link")
        thread = f"post {comment.line('post')}"
        author = comment.line("author")
        return Mention(
            kind=self.kind or "blog",
            native_id=comment.id("id"),
            url=link,
            permalink=canonical(link),
            author=Author(id=author if author != "0" else None, name=title(comment.raw("author_name")) or None),
            text=comment.html("content.rendered"),
            language=comment.language("", self.language),
            **comment.said("date_gmt", found.now),
            collected_at=found.now,
            parent_id=above if above not in ("", "0") else thread,
            thread_id=thread,
            extra={"site": site} if (site := comment.link("author_url")) else {},
        )
