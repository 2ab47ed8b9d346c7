"""Reviews in Apple's App Store, by its public feed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, HttpUrl

from sources.apis.document import Document, fetch
from sources.apis.item import Item, UnusableError
from sources.apis.page import Page, read_items
from sources.apis.walk import Pace, Step, collect, past
from sources.base import About, Net, Options, source
from storage.errors import Broken
from storage.records import Ask, Author, Batch, Cursor, Mention, Rating

LAST = 10
# The feed's servers do not agree with each other for hours.
PACE = Pace(overlap=timedelta(days=2), first=timedelta(days=365), pages=LAST, deepest=LAST, listings=4, total=24)
# One and the same to a reader; at times one of them is empty while another is not.
FORMS = (
    "page={page}/id={app}/sortby=mostrecent/json",
    "page={page}/id={app}/sortBy=mostRecent/json",
    "id={app}/page={page}/sortBy=mostRecent/json",
)
Country = Annotated[str, Field(pattern="^[a-z]{2}$")]


@source("appstore")
class AppStore(Options):
    """Reviews of an app in the App Store, the newest 500 of each country. Apple's feed is often empty though there are
    reviews: this is said, and never taken for "no reviews"."""

    about: ClassVar[About] = About(
        title="App Store reviews (feed)",
        quota="not told; about 20 requests a minute do no harm",
        documentation="https://itunes.apple.com/us/rss/customerreviews/id=310633997/json",
        blind="ratings without a text, and what the feed leaves out; for apps of one's own App Store Connect sees all",
        past="the newest 500 reviews of each country",
    )

    every: timedelta = Field(timedelta(hours=1), ge=timedelta(seconds=1), description="Time between two polls")
    app: int = Field(
        gt=0, title="App number", description="The app's number, as behind `id` in its address", examples=[310633997]
    )
    countries: tuple[Country, ...] = Field(
        ("us",), min_length=1, description="Two-letter codes of the stores that are read; they take turns"
    )
    feed: HttpUrl = Field(
        HttpUrl("https://itunes.apple.com/"), title="Address of the feed", description="Where the feed is"
    )

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (it brings everything)
        known: Mapping[str, Any] = cursor.get("listings", {})
        seen = {country for country, state in known.items() if state.get("low")}
        return await collect(cursor, self.countries, partial(self._page, net, seen), PACE, net.now)

    def backfill(self, net: Net, since: datetime, cursor: Cursor, ask: Ask) -> AsyncIterator[Batch]:  # noqa: ARG002
        return past(cursor, self.countries, partial(self._page, net, set[str]()), PACE, since, net.now)

    async def _page(self, net: Net, seen: set[str], country: str, step: Step) -> Page:
        number = step.at or 1
        for form in FORMS if number == 1 else FORMS[:1]:
            url = f"{self.feed}{country}/rss/customerreviews/{form.format(page=number, app=self.app)}"
            page = await fetch(net, url, partial(self.read, country, number))
            if page.mentions or page.refused:
                return page
        if country in seen and number == 1:
            raise Broken(
                f"the App Store shows no review for {country} any more, though it had some; so nothing is known"
            )
        said = f"the feed for {country} is empty at the moment, which does not mean that there are no reviews"
        return replace(page, notes=(said,) if number == 1 else ())

    def read(self, country: str, number: int, found: Document) -> Page:
        """A page of reviews: a list, or just the one review that there is."""
        feed = found.get("feed")
        if not isinstance(feed, Mapping) or not feed:
            raise Broken(f"{found.where} is no feed of reviews; has it changed?")
        entries = feed.get("entry", [])
        items = entries if isinstance(entries, list) else [entries]
        next = number + 1 if items and number < LAST else None
        expects = ("id.label", "im:rating.label", "content.label", "updated.label", "author.name.label")
        return read_items(items, partial(self.mention, country, found), now=found.now, expects=expects, next=next)

    def mention(self, country: str, found: Document, entry: Item) -> Mention | None:
        """A review; None for the app itself, which some answers list first."""
        if entry.get("im:name") is not None and entry.get("im:rating") is None:
            return None
        stars = entry.count("im:rating.label")
        if stars is None or not 1 <= stars <= 5:
            raise UnusableError("its `im:rating` is no number of stars")
        return Mention(
            kind=self.kind or "review",
            native_id=entry.id("id.label"),
            url=f"https://apps.apple.com/{country}/app/id{self.app}",
            author=Author(id=entry.line("author.uri.label") or None, name=entry.line("author.name.label") or None),
            title=entry.line("title.label"),
            text=entry.text("content.label"),
            language=entry.language("", self.language),
            **entry.said("updated.label", found.now),
            collected_at=found.now,
            thread_id=str(self.app),
            rating=Rating(value=float(stars)),
            engagement=entry.counts(likes="im:voteSum.label"),
            extra={"country": country} | ({"version": said} if (said := entry.line("im:version.label")) else {}),
        )
