"""Reddit, by its API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Deleted, Page
from sources.apis.searching import Searching
from sources.apis.tokens import Grant, authorised, credentials, refreshing
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from storage.records import Ask, Author, Mention, Rights

SIZE = 100
GONE = {"[deleted]", "[removed]"}
SITE = "https://www.reddit.com"


@source("reddit")
class Reddit(Walked, Searching):
    """Posts on Reddit that name what the queries look for, and all comments in some subreddits, matched here."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=2), first=timedelta(days=3), pages=4, deepest=10)
    about: ClassVar[About] = About(
        title="Reddit",
        needs="approval",
        how="Ask Reddit for access to its Data API, then make an app of the type script or web at "
        "https://www.reddit.com/prefs/apps; without an approval, read Reddit's feeds instead.",
        cost="free for non-commercial use; else by contract",
        quota="100 requests a minute",
        documentation="https://www.reddit.com/dev/api",
        searches=True,
        blind="comments outside the subreddits that are named: Reddit searches posts alone; of each listing the newest "
        "1,000",
        rights=Rights(
            follow_deletions=timedelta(days=2),
            joinable=False,
            outside_models=False,
            terms="https://redditinc.com/policies/data-api-terms",
        ),
    )

    client: str = Field(title="App ID", description="The app's id", examples=["p-jcoLKBynTLew"])
    secret: SecretStr = Field(title="App secret", description="The app's secret", examples=["env:REDDIT_SECRET"])
    refresh_token: SecretStr | None = Field(None, description="To read as a person; left out: as the app")
    subreddits: tuple[Annotated[str, Field(pattern=r"^\w+$")], ...] = Field(
        (), description="Of these every comment is read as well", examples=[["kettles", "tea"]]
    )
    api: HttpUrl = Field(HttpUrl("https://oauth.reddit.com/"), description="Where its API is")
    tokens: HttpUrl = Field(HttpUrl("https://www.reddit.com/api/v1/access_token"), description="Where tokens are given")

    def _listings(self, ask: Ask) -> list[str]:
        comments = [f"comments {'+'.join(self.subreddits)}"] if self.subreddits else []
        return [*(f"search {words}" for words in self.searches(ask)), *comments]

    async def _page(self, net: Net, listing: str, step: Step) -> Page:
        what, _, words = listing.partition(" ")
        params = {"limit": str(SIZE), "raw_json": "1", **({"after": step.at} if step.at else {})}
        if what == "comments":
            return await self._asked(net, f"r/{words}/comments", params, self.read)
        return await self._asked(net, "search", {"q": words, "sort": "new", "type": "link", **params}, self.read)

    async def _asked(self, net: Net, path: str, params: Mapping[str, str], read: Any) -> Page:
        async def asked(headers: Mapping[str, str]) -> Page:
            return await fetch(net, f"{self.api}{path}", read, params=params, headers=headers)

        return await authorised(net, self._grant(), asked)

    def _grant(self) -> Grant:
        app = (str(self.tokens), self.client, self.secret.get_secret_value())
        if self.refresh_token is None:
            return credentials(*app)
        return refreshing(*app, self.refresh_token.get_secret_value(), basic=True)

    def read(self, found: Document) -> Page:
        """A page of posts or comments."""
        next = found.get("data.after") or None
        expects = ("data.author", "data.created_utc", "data.name")
        return found.page(
            "data.children", partial(self.mention, found), expects=expects, shows=("data.after",), next=next
        )

    def mention(self, found: Document, thing: Item) -> Mention | Deleted:
        """A post or a comment; one that was deleted or removed is gone."""
        id, is_post = thing.id("data.name"), thing.line("kind") != "t1"
        body = thing.text("data.selftext" if is_post else "data.body")
        if body in GONE:
            return Deleted(id)
        author, link = thing.line("data.author"), thing.link("data.permalink", SITE) or _address(thing)
        return Mention(
            kind=self.kind or "forum",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(
                id=thing.line("data.author_fullname") or None, handle=author if author and author not in GONE else None
            ),
            title=thing.line("data.title"),
            text=body,
            language=thing.language("", self.language),
            **thing.said("data.created_utc", found.now),
            collected_at=found.now,
            parent_id=thing.line("data.parent_id") or None,
            thread_id=thing.line("data.link_id") or id,
            engagement=thing.counts(likes="data.score", replies="data.num_comments"),
            extra={"subreddit": name} if (name := thing.line("data.subreddit")) else {},
        )

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`: what was deleted is still there under its id, without its text."""
        deleted: set[str] = set()
        for start in range(0, len(ids), SIZE):
            some = {"id": ",".join(ids[start : start + SIZE]), "raw_json": "1"}
            deleted |= set((await self._asked(net, "api/info", some, self.read)).deleted)
        return [id for id in ids if id in deleted]


def _address(thing: Item) -> str | None:
    """Where a comment stands that does not say it itself."""
    post, id = thing.line("data.link_id").removeprefix("t3_"), thing.line("data.name").removeprefix("t1_")
    return f"{SITE}/comments/{post}/_/{id}" if post and id else None
