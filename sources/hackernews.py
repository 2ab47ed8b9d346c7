"""Hacker News, through its search index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.searching import Searching, quoted
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from storage.records import Ask, Author, Mention, Rights

SIZE = 100
ITEM = "https://news.ycombinator.com/item?id="


@source("hackernews")
class HackerNews(Walked, Searching):
    """Stories and comments of Hacker News that name what the queries look for."""

    # The index stalls at times, for hours; and it gives the newest thousand of a search only: each page begins where
    # the one before ended, by time instead of by number.
    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=6), pages=10)
    about: ClassVar[About] = About(
        title="Hacker News",
        quota="10,000 requests an hour",
        documentation="https://hn.algolia.com/api",
        searches=True,
        blind="what its index has not taken in yet; it lags by minutes, at times by hours",
        rights=Rights(terms="https://www.ycombinator.com/legal/"),
    )

    api: HttpUrl = Field(HttpUrl("https://hn.algolia.com/api/v1/"), description="Where its search index is")

    def phrase(self, terms: Sequence[str]) -> str:
        return quoted(terms)  # anything else is also found misspelt

    def _listings(self, ask: Ask) -> list[str]:
        return self.searches(ask)

    async def _page(self, net: Net, words: str, step: Step) -> Page:
        until = [f"created_at_i<={step.at}"] if step.at else []
        params = {
            "query": words,
            "tags": "(story,comment)",
            "numericFilters": ",".join([f"created_at_i>{int(step.since.timestamp())}", *until]),
            "hitsPerPage": str(SIZE),
        }
        return await fetch(net, f"{self.api}search_by_date", self.read, params=params)

    def read(self, found: Document) -> Page:
        """A page of hits."""
        last = found.last("hits") if found.count("nbPages") > 1 else None
        next = last and last.count("created_at_i")
        read, expects = partial(self.mention, found), ("author", "created_at_i")
        return found.page("hits", read, expects=expects, shows=("nbPages",), tells=("text",), next=next)

    def mention(self, found: Document, hit: Item) -> Mention:
        """A story or a comment."""
        id, author = hit.id("objectID"), hit.line("author") or None
        return Mention(
            kind=self.kind or "forum",
            native_id=id,
            url=ITEM + id,
            permalink=canonical(ITEM + id),
            author=Author(id=author, handle=author),
            title=hit.line("title"),
            text=hit.html("comment_text") or hit.html("story_text"),
            language=hit.language("", self.language),
            **hit.said("created_at_i", found.now),
            collected_at=found.now,
            parent_id=hit.line("parent_id") or None,
            thread_id=hit.line("story_id") or id,
            engagement=hit.counts(likes="points", replies="num_comments"),
            extra={name: link for name in ("url", "story_title") if (link := hit.line(name))},
        )
