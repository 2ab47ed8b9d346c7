"""Issues and pull requests on GitHub."""

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
from storage.records import Ask, Author, Mention, Rights

SIZE = 100
EXPECTED = ("user.login", "created_at", "updated_at", "title", "html_url")


@source("github")
class GitHub(Walked, Searching):
    """Issues and pull requests on GitHub that name what the queries look for, new and edited ones."""

    # It gives the first thousand of a search: each page begins where the one before ended, by time, not by number.
    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=1), first=timedelta(days=3), pages=2, listings=4)
    about: ClassVar[About] = About(
        title="GitHub issues",
        how="A token without any permissions, from https://github.com/settings/tokens, raises the quota; "
        "it works without one.",
        quota="10 searches a minute, 30 with a token",
        documentation="https://docs.github.com/rest/search/search#search-issues-and-pull-requests",
        searches=True,
        blind="comments under an issue, and what is not public",
        rights=Rights(
            terms="https://docs.github.com/site-policy/acceptable-use-policies/github-acceptable-use-policies"
        ),
    )

    token: SecretStr | None = Field(None, description='A token for a higher quota, as "env:GITHUB_TOKEN"')
    within: str = Field(
        "",
        title="Added to each search",
        description="More of a search, as GitHub writes it",
        examples=["org:acme is:issue"],
    )
    api: HttpUrl = Field(HttpUrl("https://api.github.com/"), description="Where its API is; for your own server too")

    def _listings(self, ask: Ask) -> list[str]:
        return self.searches(ask)

    async def _page(self, net: Net, words: str, step: Step) -> Page:
        asked = f"{words} in:title,body updated:{step.since:%Y-%m-%dT%H:%M:%SZ}..{step.at or '*'} {self.within}".strip()
        params = {"q": asked, "sort": "updated", "order": "desc", "per_page": str(SIZE)}
        headers = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28", **self._credentials()}
        return await fetch(net, f"{self.api}search/issues", self.read, params=params, headers=headers)

    def _credentials(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token.get_secret_value()}"} if self.token else {}

    def read(self, found: Document) -> Page:
        """A page of issues; GitHub says where it had no time to look everywhere."""
        last, is_last = found.last("items"), found.count("total_count") <= len(found.list("items"))
        next = last.line("updated_at") or None if last and not is_last else None
        read = partial(self.mention, found)
        page = found.page(
            "items", read, expects=EXPECTED, usual=("body",), shows=("total_count",), ordered_by="updated_at", next=next
        )
        hasty = "GitHub ran out of time and says that it did not look everywhere"
        return page.but(hasty) if found.get("incomplete_results") is True else page

    def mention(self, found: Document, issue: Item) -> Mention:
        """An issue or a pull request."""
        link, login = issue.link("html_url"), issue.line("user.login")
        project = "/".join(issue.line("repository_url").split("/")[-2:])
        return Mention(
            kind=self.kind or "forum",
            native_id=issue.id("id"),
            url=link,
            permalink=canonical(link),
            author=Author(id=issue.line("user.id") or None, handle=login or None),
            title=issue.line("title"),
            text=issue.text("body"),
            language=issue.language("", self.language),
            **issue.said("created_at", found.now),
            collected_at=found.now,
            thread_id=issue.id("id"),
            engagement=issue.counts(likes="reactions.total_count", replies="comments"),
            extra={"project": project, "state": issue.line("state")},
        )
