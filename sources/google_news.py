"""Google News: what it finds for the queries' words, by its feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from pydantic import Field, HttpUrl

from sources.apis.searching import Searching
from sources.base import About, Net, source
from sources.feeds.preset import Preset
from storage.records import Ask, Batch, Cursor

DAY = timedelta(days=1)
RECENT = "when:2d"
Edition = Annotated[str, Field(pattern=r"^[A-Z]{2}:[a-z]{2}(-[A-Za-z0-9]+)?$")]


@source("google-news")
class GoogleNews(Preset, Searching):
    """Headlines that Google News finds for what the queries look for, in one or several of its editions. Its links lead
    through Google and are kept as they are; they are never followed."""

    about: ClassVar[About] = About(
        title="Google News",
        quota="not told; a few searches a minute do no harm",
        documentation="https://news.google.com/",
        searches=True,
        blind="what is behind the first 100 hits of two days, and texts of articles",
        past="the first 100 hits of each day",
    )

    editions: tuple[Edition, ...] = Field(
        ("US:en",), min_length=1, description="Country and language of its editions, as in the `ceid` of its addresses",
        examples=[["US:en", "DE:de"]],
    )  # fmt: skip
    server: HttpUrl = Field(HttpUrl("https://news.google.com/"), description="Where it is")

    def addresses(self, ask: Ask) -> Mapping[str, str]:
        return self._searches(ask, RECENT)

    async def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:
        """Day by day, as each search gives a hundred hits."""
        from sources.feeds.subscription import Subscription

        day = datetime.fromisoformat(cursor["day"]) if cursor else since
        while day < net.now:
            searches = self._searches(ask, f"after:{day:%Y-%m-%d} before:{day + DAY:%Y-%m-%d}").values()
            feeds = [Subscription(url=url, kind=self.kind or "news", language=self.language) for url in searches]
            found = [await feed.poll(net, {}) for feed in feeds]
            day += DAY
            yield Batch(
                mentions=tuple({each.native_id: each for batch in found for each in batch.mentions}.values()),
                refused=tuple(each for batch in found for each in batch.refused),
                cursor={"day": day.isoformat()},
                more=day < net.now,
            )

    def _searches(self, ask: Ask, span: str) -> dict[str, str]:
        asked = [(words, edition) for words in self.searches(ask) for edition in self.editions]
        return {f"{words} ({edition})": self._search(f"{words} {span}", edition) for words, edition in asked}

    def _search(self, words: str, edition: str) -> str:
        return f"{self.server}rss/search?{urlencode({'q': words, **_edition(edition)})}"


def _edition(name: str) -> dict[str, str]:
    country, _, language = name.partition(":")
    return {"hl": language if "-" in language else f"{language}-{country}", "gl": country, "ceid": name}
