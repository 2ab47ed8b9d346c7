"""Reviews on Steam."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, HttpUrl

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from sources.reading.text import clean
from storage.errors import Broken
from storage.records import Ask, Author, Mention, Rating
from storage.records.languages import normalise

# Steam's own names; the others are English.
LANGUAGES = {"schinese": "zh", "tchinese": "zh", "koreana": "ko", "brazilian": "pt", "latam": "es"}
MARKUP = re.compile(
    r"\[/?(?:b|i|u|h[1-3]|hr|strike|spoiler|noparse|code|list|olist|\*|table|tr|td|th|quote|url|p|img|previewyoutube)"
    r"(?:[= ][^\[\]]*)?\]",
    re.IGNORECASE,
)


@source("steam")
class Steam(Walked):
    """Every review of products on Steam, new and edited ones, in all languages; also those that Steam leaves out of
    its counts as off-topic (review bombs). Steam knows thumbs up (1) and down (0), no stars."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(hours=2), first=timedelta(days=3), deepest=100)
    about: ClassVar[About] = About(
        title="Steam reviews",
        quota="about 200 requests in five minutes",
        documentation="https://partner.steamgames.com/doc/store/getreviews",
        blind="reviews that only friends may see; deleted ones just disappear",
    )

    apps: tuple[Annotated[int, Field(gt=0)], ...] = Field(
        min_length=1,
        title="Numbers of the products",
        description="Numbers of the products, as in their addresses",
        examples=[[440]],
    )
    store: HttpUrl = Field(
        HttpUrl("https://store.steampowered.com/"), title="Address of the store", description="The store's address"
    )

    def _listings(self, ask: Ask) -> list[str]:  # noqa: ARG002 (it brings everything)
        return [str(app) for app in self.apps]

    async def _page(self, net: Net, app: str, step: Step) -> Page:
        params = {"json": "1", "filter": "updated", "language": "all", "purchase_type": "all"}
        params |= {"filter_offtopic_activity": "0", "num_per_page": "100", "cursor": step.at or "*"}
        return await fetch(net, f"{self.store}appreviews/{app}", partial(self.read, app, step.at or "*"), params=params)

    def read(self, app: str, at: str, found: Document) -> Page:
        """A page of reviews. Behind the last one Steam goes on handing out the same cursor, or an empty page."""
        if found.get("success") != 1:
            raise Broken(f"{found.where} does not know the product {app}; its number stands in its address")
        next = found.get("cursor")
        more = found.list("reviews") and isinstance(next, str) and next not in ("", at)
        expects = ("recommendationid", "review", "voted_up", "timestamp_created", "author.steamid")
        read = partial(self.mention, app, found)
        next = next if more else None
        return found.page(
            "reviews", read, expects=expects, shows=("cursor",), ordered_by="timestamp_updated", next=next
        )

    def mention(self, app: str, found: Document, review: Item) -> Mention:
        """A review."""
        author = review.id("author.steamid")
        link = f"https://steamcommunity.com/profiles/{author}/recommended/{app}/"
        spoken = review.line("language")
        thumb = review.get("voted_up")
        return Mention(
            kind=self.kind or "review",
            native_id=review.id("recommendationid"),
            url=link,
            permalink=canonical(link),
            author=Author(id=author, name=review.line("author.personaname") or None),
            text=clean(MARKUP.sub("", review.raw("review"))),
            language=LANGUAGES.get(spoken) or normalise(spoken) or normalise(self.language),
            **review.said("timestamp_created", found.now),
            collected_at=found.now,
            thread_id=app,
            rating=Rating(value=float(thumb), best=1.0, worst=0.0) if isinstance(thumb, bool) else None,
            engagement=review.counts(likes="votes_up", replies="comment_count"),
            extra=_extra(review),
        )


def _extra(review: Item) -> dict[str, Any]:
    minutes = review.count("author.playtime_at_review")
    flags = ("received_for_free", "written_during_early_access", "steam_purchase")
    hours = {} if minutes is None else {"hours_played": round(minutes / 60, 1)}
    return hours | {name: flag for name in flags if isinstance(flag := review.get(name), bool)}
