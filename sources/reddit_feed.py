"""Reddit, by the feeds of an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, ClassVar, Self
from urllib.parse import urlencode

from pydantic import Field, HttpUrl, SecretStr, model_validator

from sources.apis.searching import Searching
from sources.base import About, source
from sources.feeds.preset import Preset
from storage.records import Ask, Kind, Rights

Subreddit = Annotated[str, Field(pattern=r"^\w{2,30}$")]


@source("reddit-feed")
class RedditFeed(Preset, Searching):
    """Posts on Reddit that name what the queries look for; with `subreddits` instead everything there, comments as
    well. One feed a minute at most."""

    usual: ClassVar[Kind] = "forum"
    at_once: ClassVar[int] = 1
    pause: ClassVar[timedelta] = timedelta(seconds=65)
    about: ClassVar[About] = About(
        title="Reddit (feeds)",
        needs="key",
        how="An account's feed token: at https://www.reddit.com/prefs/feeds/ addresses end in feed=TOKEN&user=NAME.",
        quota="about one request a minute",
        documentation="https://www.reddit.com/wiki/rss/",
        searches=True,
        blind="votes, comments that name the brand in other subreddits, and what is behind the newest 100",
        past="its feeds hold the newest 100 alone; `reddit` goes further back",
        rights=Rights(
            follow_deletions=timedelta(days=2),
            joinable=False,
            outside_models=False,
            terms="https://www.redditinc.com/policies/data-api-terms",
        ),
    )

    user: str | None = Field(
        None, min_length=1, title="Account", description="The account whose feeds these are", examples=["tealeaf"]
    )
    token: SecretStr | None = Field(None, title="Feed token", description='Its feed token, as "env:REDDIT_FEED_TOKEN"')
    subreddits: tuple[Subreddit, ...] = Field(
        (), description="Names of subreddits of which everything is read", examples=[["kettles", "tea"]]
    )
    comments: bool = Field(default=True, title="Comments too", description="Also the comments of `subreddits`")
    server: HttpUrl = Field(HttpUrl("https://www.reddit.com/"), description="Where it is")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.token and not self.user:
            raise ValueError('"user" is missing: the account whose token this is')
        return self

    def addresses(self, ask: Ask) -> Mapping[str, str]:
        if not self.subreddits:
            return {words: self._address("search.rss", q=words, sort="new") for words in self.searches(ask)}
        names = "+".join(self.subreddits)
        posts = {"posts": self._address(f"r/{names}/new/.rss")}
        return posts | ({"comments": self._address(f"r/{names}/comments/.rss")} if self.comments else {})

    def _address(self, path: str, **params: str) -> str:
        mine = {"feed": self.token.get_secret_value(), "user": self.user} if self.token and self.user else {}
        return f"{self.server}{path}?{urlencode({**params, 'limit': '100', **mine})}"
