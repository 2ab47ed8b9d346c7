"""Stack Exchange: Stack Overflow and its sister sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.searching import Searching
from sources.apis.usage import Usage
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from sources.reading.text import title
from storage.records import Ask, Author, Mention, Rights

SIZE = 100
EXPECTED = ("title", "body", "creation_date", "link")


@source("stackexchange")
class StackExchange(Walked, Searching):
    """Questions on Stack Overflow, or another site of Stack Exchange, that name what the queries look for."""

    # Without a key it gives the first 25 pages of a search: each page begins where the one before ended, by time.
    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=1), pages=2, listings=5)
    about: ClassVar[About] = About(
        title="Stack Exchange",
        how="A free key from https://stackapps.com/apps/oauth/register raises the quota; it works without one.",
        quota="300 requests a day, 10,000 with a key",
        documentation="https://api.stackexchange.com/docs/advanced-search",
        searches=True,
        blind="answers and comments: only questions are searched",
        rights=Rights(
            attribution="Stack Exchange, CC BY-SA, with the question's address and its author's name",
            terms="https://stackoverflow.com/legal/api-terms-of-use",
        ),
    )

    every: timedelta = Field(
        timedelta(hours=1), ge=timedelta(seconds=1), description="Time between two polls; mind the quota"
    )
    site: str = Field(
        "stackoverflow", pattern=r"^[\w.-]+$", description="Which site, as in its address: superuser, es.stackoverflow"
    )
    key: SecretStr | None = Field(None, description='A free key for a higher quota, as "env:STACKEXCHANGE_KEY"')
    api: HttpUrl = Field(HttpUrl("https://api.stackexchange.com/2.3/"), description="Where its API is")

    def _listings(self, ask: Ask) -> list[str]:
        return self.searches(ask)

    async def _page(self, net: Net, words: str, step: Step) -> Page:
        params = {
            "q": words,
            "site": self.site,
            "sort": "creation",
            "order": "desc",
            "fromdate": str(int(step.since.timestamp())),
            "filter": "withbody",
            "pagesize": str(SIZE),
            **({"todate": str(step.at)} if step.at else {}),
        }
        key = {"key": self.key.get_secret_value()} if self.key else {}
        return await fetch(net, f"{self.api}search/advanced", self.read, params=params | key)

    def read(self, found: Document) -> Page:
        """A page of questions; how long to leave it alone stands in the answer itself."""
        last = found.last("items") if found.get("has_more") is True else None
        at = last and last.count("creation_date")
        next = at and at + 1  # others of the same second too, whichever way its limit is meant
        read = partial(self.mention, found)
        page = found.page("items", read, expects=EXPECTED, shows=("has_more",), next=next)
        if limit := found.count("quota_max"):
            used = Usage(unit="requests", used=max(0, limit - found.count("quota_remaining")), limit=limit)
            page = replace(page, usage={"requests": used})
        wait = found.count("backoff")
        return page.put_off(found.now + timedelta(seconds=min(wait, 86_400)) if wait else None)

    def mention(self, found: Document, question: Item) -> Mention:
        """A question."""
        id, link = question.id("question_id"), question.link("link")
        return Mention(
            kind=self.kind or "forum",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(id=question.line("owner.user_id") or None, name=title(question.raw("owner.display_name"))),
            title=title(question.raw("title")),
            text=question.html("body"),
            language=question.language("", self.language),
            **question.said("creation_date", found.now),
            collected_at=found.now,
            thread_id=id,
            engagement=question.counts(likes="score", replies="answer_count", views="view_count"),
            extra={"tags": tags} if isinstance(tags := question.get("tags"), list) else {},
        )
