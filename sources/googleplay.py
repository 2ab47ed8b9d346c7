"""Reviews of one's own app on Google Play."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item, UnusableError
from sources.apis.page import Page
from sources.apis.signing import service_account
from sources.apis.tokens import authorised
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.text import clean, line
from storage.records import Author, Mention, Rating, Rights

SIZE = 100
WEEK = timedelta(days=8)
SCOPE = "https://www.googleapis.com/auth/androidpublisher"


@source("googleplay")
class GooglePlay(Walked):
    """Reviews of your own app on Google Play."""

    # It gives the last week alone and does not say in which order: all of it is read every time.
    pace: ClassVar[Pace] = Pace(overlap=WEEK, first=WEEK, pages=10, deepest=50)
    about: ClassVar[About] = About(
        title="Google Play reviews",
        needs="key",
        how="Make a service account at https://console.cloud.google.com, switch on the Google Play Android Developer "
        "API, invite the account in the Play Console with the right to reply to reviews, and download its key as JSON.",
        quota="200 requests an hour for an app",
        documentation="https://developers.google.com/android-publisher/reply-to-reviews",
        blind="reviews without words, and those that are older than a week",
        past="the last week",
        rights=Rights(terms="https://developers.google.com/terms"),
    )

    every: timedelta = Field(
        timedelta(hours=1), ge=timedelta(seconds=1), description="Time between two polls; mind the quota"
    )
    package: str = Field(
        pattern=r"^[\w.]+$", title="Package name", description="The app's package name", examples=["com.example.kettle"]
    )
    key: SecretStr = Field(
        title="Service account key",
        description="The service account's key as it was downloaded",
        examples=["file:play.json"],
    )
    api: HttpUrl = Field(HttpUrl("https://androidpublisher.googleapis.com/"), description="Where its API is")
    tokens: HttpUrl | None = Field(
        None,
        description="Where tokens are given; left out: where the key says",
        examples=["https://oauth2.googleapis.com/token"],
    )

    async def _page(self, net: Net, _: str, step: Step) -> Page:
        grant = service_account(self.key.get_secret_value(), SCOPE, str(self.tokens or ""))
        url = f"{self.api}androidpublisher/v3/applications/{self.package}/reviews"
        params = {"maxResults": str(SIZE), **({"token": step.at} if step.at else {})}

        async def asked(headers: Mapping[str, str]) -> Page:
            return await fetch(net, url, self.read, params=params, headers=headers)

        return await authorised(net, grant, asked)

    def read(self, found: Document) -> Page:
        """A page of reviews; where there are none, the answer is an empty object."""
        if found.data == {}:
            return Page()
        next = found.get("tokenPagination.nextPageToken") or None
        read, expects = partial(self.mention, found), ("authorName", "comments")
        return found.page("reviews", read, expects=expects, tells=("published_at", "text", "rating"), next=next)

    def mention(self, found: Document, review: Item) -> Mention:
        """A review as its author wrote it last."""
        id, said = review.id("reviewId"), _by_user(review)
        title, _, text = said.raw("text").rpartition("\t")
        stars = said.count("starRating")
        if not stars and not text.strip():
            raise UnusableError("it has neither words nor stars")
        return Mention(
            kind=self.kind or "review",
            native_id=id,
            url=f"https://play.google.com/store/apps/details?id={self.package}&reviewId={id}",
            author=Author(name=review.line("authorName") or None),
            title=line(title),
            text=clean(text),
            language=said.language("reviewerLanguage", self.language),
            **said.said("lastModified.seconds", found.now),
            collected_at=found.now,
            rating=Rating(value=stars) if stars and stars <= 5 else None,
            engagement=said.counts(likes="thumbsUpCount"),
            extra={
                name: known
                for name, path in (("version", "appVersionName"), ("device", "device"), ("android", "androidOsVersion"))
                if (known := said.line(path))
            },
        )


def _by_user(review: Item) -> Item:
    """What the user said, beside what the developer answered."""
    comments: Any = review.get("comments")
    said = (
        [each["userComment"] for each in comments if isinstance(each, Mapping) and "userComment" in each]
        if (isinstance(comments, list))
        else []
    )
    if not said:
        raise UnusableError("its `comments` hold nothing that a user said")
    return Item(said[-1])
