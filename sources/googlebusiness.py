"""Reviews of one's own places on Google."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import ClassVar

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item, UnusableError
from sources.apis.page import Page
from sources.apis.tokens import authorised, refreshing
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.text import clean
from storage.records import Author, Mention, Rating, Rights

SIZE = 50
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
TRANSLATED, ORIGINAL = "(Translated by Google)", "(Original)"


@source("googlebusiness")
class GoogleBusiness(Walked):
    """Reviews of one of your own places on Google Search and Maps."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(days=2), first=timedelta(days=30), pages=6)
    about: ClassVar[About] = About(
        title="Google Business reviews",
        needs="approval",
        how="Ask Google for access to the Business Profile APIs (many applicants report refusals); then make an OAuth "
        "client at https://console.cloud.google.com and a refresh token for the scope "
        "https://www.googleapis.com/auth/business.manage.",
        quota="300 requests a minute",
        documentation="https://developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews/list",
        blind="places of others",
        rights=Rights(keep=timedelta(days=30), terms="https://developers.google.com/my-business/content/policies"),
    )

    account: str = Field(
        pattern=r"^\d+$", title="Account ID", description="The account's id, a number", examples=["1122334455"]
    )
    location: str = Field(
        pattern=r"^\d+$", title="Location ID", description="The place's id, a number", examples=["9988776655"]
    )
    client: str = Field(
        title="OAuth client ID", description="The OAuth client's id", examples=["123-abc.apps.googleusercontent.com"]
    )
    secret: SecretStr = Field(
        title="OAuth client secret", description="The OAuth client's secret", examples=["env:GOOGLE_CLIENT_SECRET"]
    )
    refresh_token: SecretStr = Field(description="A refresh token", examples=["env:GOOGLE_REFRESH_TOKEN"])
    api: HttpUrl = Field(HttpUrl("https://mybusiness.googleapis.com/"), description="Where its API is")
    tokens: HttpUrl = Field(HttpUrl("https://oauth2.googleapis.com/token"), description="Where tokens are given")

    async def _page(self, net: Net, _: str, step: Step) -> Page:
        secret, token = self.secret.get_secret_value(), self.refresh_token.get_secret_value()
        url = f"{self.api}v4/accounts/{self.account}/locations/{self.location}/reviews"
        params = {"pageSize": str(SIZE), "orderBy": "updateTime desc", **({"pageToken": step.at} if step.at else {})}

        async def asked(headers: Mapping[str, str]) -> Page:
            return await fetch(net, url, self.read, params=params, headers=headers)

        return await authorised(net, refreshing(str(self.tokens), self.client, secret, token), asked)

    def read(self, found: Document) -> Page:
        """A page of reviews; where there are none, the answer is an empty object."""
        if found.data == {}:
            return Page()
        read, next = partial(self.mention, found), found.get("nextPageToken") or None
        expects = ("starRating", "createTime", "reviewer")
        return found.page("reviews", read, expects=expects, usual=("comment",), ordered_by="updateTime", next=next)

    def mention(self, found: Document, review: Item) -> Mention:
        """A review as it was written, not as Google translated it; many have stars and no words."""
        id, stars = review.id("reviewId"), STARS.get(review.line("starRating"))
        text = clean(original(review.raw("comment")))
        if not stars and not text:
            raise UnusableError("it has neither words nor stars")
        return Mention(
            kind=self.kind or "review",
            native_id=id,
            author=Author(name=review.line("reviewer.displayName") or None),
            text=text,
            language=review.language("", self.language),
            **review.said("createTime", found.now),
            collected_at=found.now,
            rating=Rating(value=stars) if stars else None,
        )


def original(comment: str) -> str:
    """What a person wrote, without the translation that Google puts before or behind it."""
    if ORIGINAL in comment and comment.lstrip().startswith(TRANSLATED):
        return comment.partition(ORIGINAL)[2].strip()
    return re.split(re.escape(TRANSLATED), comment, maxsplit=1)[0].strip()
