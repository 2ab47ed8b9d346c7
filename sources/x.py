"""X, by its recent search, within a budget."""

from __future__ import annotations

import html
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, asked, made
from sources.apis.item import Item
from sources.apis.meter import Allowance, Meter
from sources.apis.page import Page
from sources.apis.searching import Searching
from sources.apis.tokens import bearer
from sources.apis.walk import Pace, Step
from sources.apis.walking import Metered
from sources.base import About, Net, source
from sources.reading.links import canonical
from sources.reading.text import clean, line
from storage.errors import Broken, SourceError, Unauthorised
from storage.records import Ask, Author, Mention, Rights

LEAST, MOST = 10, 100
LONGEST = 512
WEEK = timedelta(days=7) - timedelta(minutes=5)
POST = "id,text,created_at,conversation_id,lang,public_metrics,note_post"
USER = "id,name,username,public_metrics"
SORTS = {"replied_to": "REPLY", "quoted": "QUOTE", "retweeted": "REPOST"}


@source("x")
class X(Metered, Searching):
    """Posts on X that name what the queries look for, read within a budget of money a month."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(minutes=5), first=timedelta(days=1), pages=2, deepest=200, total=6)
    about: ClassVar[About] = About(
        title="X",
        needs="money",
        how="Buy credits at https://developer.x.com, make an app there, and take its bearer token.",
        cost="$0.005 for a post and $0.010 for its author; at most `budget` a month",
        quota="450 searches in 15 minutes",
        documentation="https://docs.x.com/x-api/posts/recent-search",
        searches=True,
        blind="what is older than a week, protected accounts, and which post a reply answers; that a post was deleted "
        "there is not noticed, because asking again costs as much as reading it anew",
        past="the last seven days",
        rights=Rights(
            follow_deletions=timedelta(days=1),
            outside_models=False,
            attribution="X, with the post's address and its author's name and handle",
            terms="https://developer.x.com/en/developer-terms/agreement-and-policy",
        ),
    )

    token: SecretStr = Field(description="The app's bearer token", examples=["env:X_TOKEN"])
    budget: float = Field(
        gt=0, title="Budget a month, in US dollars", description="US dollars a month that it may spend", examples=[20.0]
    )
    post_price: float = Field(
        0.005, ge=0, title="Price of a post, in US dollars", description="US dollars for a post that is read"
    )
    author_price: float = Field(
        0.010, ge=0, title="Price of an author, in US dollars", description="US dollars for an author that is read"
    )
    authors: bool = Field(
        default=True, title="Read authors too", description="Also read who wrote: false is a third of the price"
    )
    within: str = Field(
        "",
        title="Added to each search",
        description="More of a search, as X writes it",
        examples=["-is:retweet lang:en"],
    )
    api: HttpUrl = Field(HttpUrl("https://api.x.com/"), description="Where its API is")

    @property
    def _allowance(self) -> Allowance:
        remedy = "Raise `budget` of this source if it may cost more, or narrow the queries with `within`."
        return Allowance(limit=self.budget, unit="US dollars", window="month", remedy=remedy)

    @property
    def _price(self) -> float:
        """The most that one post costs."""
        return self.post_price + (self.author_price if self.authors else 0)

    def _listings(self, ask: Ask) -> list[str]:
        return self.searches(ask)

    async def _page(self, net: Net, meter: Meter, words: str, step: Step) -> Page:
        query = f"{words} {self.within}".strip()
        if len(query) > LONGEST:
            raise Broken(f"the search has {len(query)} characters, and X takes {LONGEST}; write a shorter `search`")
        meter.need(LEAST * self._price)
        count = min(MOST, int(meter.left / self._price + 1e-9)) if self._price else MOST
        since = max(step.since, net.now - WEEK)
        params = {"query": query, "max_results": str(count), "start_time": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
        params |= {"sort_order": "recency", "post.fields": POST, **({"next_token": step.at} if step.at else {})}
        params |= {"expansions": "author_id", "user.fields": USER} if self.authors else {}
        meter.use(worst := count * self._price)  # until it is known what came, also where it cannot be read
        try:
            answer = await self._asked(net, params)
        except SourceError:
            meter.use(-worst)  # what is refused is free
            raise
        page = await made(net, answer, self.read)
        meter.use(self._spent(page) - worst)
        left_out = f"what was said before {since:%Y-%m-%d %H:%M} UTC can be searched no more"
        return page.but(left_out) if since > step.since else page

    async def _asked(self, net: Net, params: Mapping[str, str]) -> Any:
        try:
            return await asked(net, f"{self.api}2/tweets/search/recent", params=params, headers=bearer(self.token))
        except Broken as error:
            if error.status != 402:
                raise
            raise Unauthorised(f"{error}; the credits are used up: buy more at developer.x.com", status=402) from None

    def _spent(self, page: Page) -> float:
        unknown = len(page.refused)
        authors = len({mention.author.id or mention.native_id for mention in page.mentions}) + unknown
        return (len(page.mentions) + unknown) * self.post_price + authors * (self.author_price if self.authors else 0)

    def read(self, found: Document) -> Page:
        """A page of posts; what X cannot give of it comes as `errors`, with status 200."""
        if found.get("data") is None and found.get("meta.result_count") == 0:
            return Page()
        users, listed = {}, found.get("includes.users")
        for user in listed if isinstance(listed, list) else ():
            if isinstance(user, Mapping):
                users[str(user.get("id"))] = user
        next = found.get("meta.next_token") or None
        expects = ("created_at", "author_id") if self.authors else ("created_at",)
        page = found.page("data", partial(self.mention, found, users), expects=expects, shows=("meta",), next=next)
        people = [mention.author for mention in page.mentions if mention.author.id] if self.authors else []
        unknown = people and not any(each.handle for each in people)
        page = page.but("no post's author is named any more; has the API changed?") if unknown else page
        errors = found.get("errors")
        return page.but(f"X could not give all of it: {line(str(errors), 200)}") if errors else page

    def mention(self, found: Document, users: Mapping[str, Any], post: Item) -> Mention:
        """A post, whole where it is long."""
        id, who = post.id("id"), Item(users.get(post.line("author_id"), {}))
        handle, thread = who.line("username"), post.line("conversation_id") or id
        link = f"https://x.com/{handle or 'i'}/status/{id}"
        refers = post.get("referenced_posts") or post.get("referenced_tweets")
        sorts = {str(each.get("type")): str(each.get("id")) for each in refers} if _are_objects(refers) else {}
        sort = next((SORTS[each] for each in SORTS if each in sorts), "REPLY" if thread != id else "")
        counted = post.counts(likes="public_metrics.like_count", replies="public_metrics.reply_count")
        counted |= post.counts(shares="public_metrics.retweet_count", views="public_metrics.impression_count")
        counted |= post.counts(shares="public_metrics.repost_count")
        return Mention(
            kind=self.kind or "social",
            native_id=id,
            url=link,
            permalink=canonical(f"https://x.com/i/status/{id}"),
            author=Author(
                id=post.line("author_id") or None,
                handle=handle or None,
                name=who.line("name") or None,
                followers=who.count("public_metrics.followers_count"),
            ),
            text=clean(html.unescape(post.raw("note_post.text") or post.raw("note_tweet.text") or post.raw("text"))),
            language=post.language("lang", self.language),
            **post.said("created_at", found.now),
            collected_at=found.now,
            parent_id=sorts.get("replied_to"),
            thread_id=thread,
            engagement=counted,
            extra={"engagement_type": sort} if sort else {},
        )


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)
