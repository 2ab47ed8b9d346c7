"""Discussions on GitHub."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.searching import Searching
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from sources.reading.text import line
from storage.errors import Broken
from storage.records import Ask, Author, Mention, Rights

ASKED = """
query($words: String!) {
  search(query: $words, type: DISCUSSION, first: 50) {
    pageInfo { hasNextPage }
    nodes { ... on Discussion {
      id title bodyText url createdAt updatedAt upvoteCount
      author { login } comments { totalCount } category { name } repository { nameWithOwner }
    } }
  }
}
"""


@source("github-discussions")
class GitHubDiscussions(Walked, Searching):
    """Discussions on GitHub that name what the queries look for, new and edited ones."""

    # It gives the first thousand of a search: each page begins where the one before ended, by time.
    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=1), first=timedelta(days=3), pages=2, listings=4)
    about: ClassVar[About] = About(
        title="GitHub discussions",
        needs="key",
        how="Make a token without any permissions at https://github.com/settings/tokens.",
        quota="5,000 points an hour; a search costs one",
        documentation="https://docs.github.com/graphql/guides/using-the-graphql-api-for-discussions",
        searches=True,
        blind="comments under a discussion, and what is not public",
        rights=Rights(
            terms="https://docs.github.com/site-policy/acceptable-use-policies/github-acceptable-use-policies"
        ),
    )

    token: SecretStr = Field(description="A token without any permissions", examples=["env:GITHUB_TOKEN"])
    within: str = Field(
        "", title="Added to each search", description="More of a search, as GitHub writes it", examples=["org:acme"]
    )
    api: HttpUrl = Field(HttpUrl("https://api.github.com/"), description="Where its API is")

    def _listings(self, ask: Ask) -> list[str]:
        return self.searches(ask)

    async def _page(self, net: Net, words: str, step: Step) -> Page:
        updated = f"updated:{step.since:%Y-%m-%dT%H:%M:%SZ}..{step.at or '*'}"
        asked = f"{words} {updated} sort:updated-desc {self.within}".strip()
        headers = {"authorization": f"Bearer {self.token.get_secret_value()}"}
        post = {"query": ASKED, "variables": {"words": asked}}
        return await fetch(net, f"{self.api}graphql", self.read, headers=headers, post=post)

    def read(self, found: Document) -> Page:
        """A page of discussions; errors come with status 200."""
        if (errors := found.get("errors")) and not found.get("data.search"):
            raise Broken(f"{found.where} refuses the search: {line(str(errors), 300)}")
        last, more = found.last("data.search.nodes"), found.get("data.search.pageInfo.hasNextPage") is True
        next = last.line("updatedAt") or None if last and more else None
        read = partial(self.mention, found)
        shows, expects = ("data.search.pageInfo.hasNextPage",), ("url", "createdAt", "updatedAt", "title", "bodyText")
        return found.page("data.search.nodes", read, expects=expects, shows=shows, ordered_by="updatedAt", next=next)

    def mention(self, found: Document, each: Item) -> Mention:
        """A discussion."""
        link, login = each.link("url"), each.line("author.login") or None
        return Mention(
            kind=self.kind or "forum",
            native_id=each.id("id"),
            url=link,
            permalink=canonical(link),
            author=Author(id=login, handle=login),
            title=each.line("title"),
            text=each.text("bodyText"),
            language=each.language("", self.language),
            **each.said("createdAt", found.now),
            collected_at=found.now,
            thread_id=each.id("id"),
            engagement=each.counts(likes="upvoteCount", replies="comments.totalCount"),
            extra={"project": each.line("repository.nameWithOwner"), "category": each.line("category.name")},
        )
