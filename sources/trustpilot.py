"""Reviews of one's own business on Trustpilot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar
from urllib.parse import quote

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.rechecking import gone
from sources.apis.tokens import authorised, credentials
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from sources.reading.links import canonical
from storage.errors import Broken
from storage.records import Author, Mention, Rating, Rights

SIZE = 100


@source("trustpilot")
class Trustpilot(Walked):
    """Reviews of your own business on Trustpilot."""

    # Reviews are ordered by when they were written; one that is changed within this time is seen again.
    pace: ClassVar[Pace] = Pace(overlap=timedelta(days=7), first=timedelta(days=30))
    about: ClassVar[About] = About(
        title="Trustpilot",
        needs="money",
        how="Book a plan with API access, and make an application under Integrations, Developers, in your account.",
        cost="a business plan with API access",
        quota="833 requests in 5 minutes",
        documentation="https://developers.trustpilot.com/business-units-api",
        blind="businesses of others, and changes to reviews that are older than a week",
        rights=Rights(
            follow_deletions=timedelta(days=1),
            attribution="Trustpilot, with the review's address",
            terms="https://legal.trustpilot.com/for-businesses/api-terms",
        ),
    )

    business: str = Field(
        pattern=r"^[0-9a-f]+$",
        title="Business unit ID",
        description="The business unit's id",
        examples=["507f1f77bcf86cd799439011"],
    )
    key: SecretStr = Field(description="The application's API key", examples=["env:TRUSTPILOT_KEY"])
    secret: SecretStr = Field(
        title="API secret", description="The application's secret", examples=["env:TRUSTPILOT_SECRET"]
    )
    api: HttpUrl = Field(HttpUrl("https://api.trustpilot.com/"), description="Where its API is")

    async def recheck(self, net: Net, ids: Sequence[str]) -> Sequence[str]:
        """See `Recheck`: what the public is shown no more is gone, whoever took it away."""
        business = partial(self._shown, net, f"business-units/{self.business}", "id")
        return await gone(ids, partial(self._again, net), business)

    async def _again(self, net: Net, id: str) -> Page:
        return await self._shown(net, f"reviews/{quote(id, safe='')}", "stars")

    async def _shown(self, net: Net, path: str, has: str) -> Page:
        """What the public is shown, else 404."""
        headers = {"apikey": self.key.get_secret_value()}
        return await fetch(net, f"{self.api}v1/{path}", partial(self.still, has), headers=headers)

    def still(self, has: str, found: Document) -> Page:
        """Of what is there: nothing is deleted. Raises Broken where it lacks what it always has."""
        if found.get(has) is None:
            raise Broken(f"{found.where} shows no `{has}`; has its API changed?")
        return Page()

    async def _page(self, net: Net, _: str, step: Step) -> Page:
        number = step.at or 1
        tokens = f"{self.api}v1/oauth/oauth-business-users-for-applications/accesstoken"
        grant = credentials(tokens, self.key.get_secret_value(), self.secret.get_secret_value())
        url = f"{self.api}v1/private/business-units/{self.business}/reviews"
        params = {"orderBy": "createdat.desc", "perPage": str(SIZE), "page": str(number)}

        async def asked(headers: Mapping[str, str]) -> Page:
            return await fetch(net, url, partial(self.read, number), params=params, headers=headers)

        return await authorised(net, grant, asked)

    def read(self, number: int, found: Document) -> Page:
        """A page of reviews."""
        next = number + 1 if len(found.list("reviews")) >= SIZE else None
        return found.page(
            "reviews", partial(self.mention, found), expects=("stars", "text", "createdAt", "consumer"), next=next
        )

    def mention(self, found: Document, review: Item) -> Mention:
        """A review; the customer's mail address and order number, which come along, stay there."""
        id, stars = review.id("id"), review.count("stars")
        link = f"https://www.trustpilot.com/reviews/{id}"
        return Mention(
            kind=self.kind or "review",
            native_id=id,
            url=link,
            permalink=canonical(link),
            author=Author(id=review.line("consumer.id") or None, name=review.line("consumer.displayName") or None),
            title=review.line("title"),
            text=review.text("text"),
            language=review.language("language", self.language),
            **review.said("createdAt", found.now),
            collected_at=found.now,
            rating=Rating(value=stars) if stars and stars <= 5 else None,
            engagement=review.counts(likes="numberOfLikes"),
            extra={"verified": True} if review.flag("isVerified") else {},
        )
