"""Reviews of one's own app in the App Store, from App Store Connect."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, HttpUrl, SecretStr

from sources.apis.document import Document, fetch
from sources.apis.item import Item
from sources.apis.page import Page
from sources.apis.signing import signed
from sources.apis.walk import Pace, Step
from sources.apis.walking import Walked
from sources.base import About, Net, source
from storage.records import Author, Mention, Rating, Rights
from storage.records.countries import country

SIZE = 200


@source("appstoreconnect")
class AppStoreConnect(Walked):
    """Reviews of your own app in the App Store, of all countries."""

    pace: ClassVar[Pace] = Pace(overlap=timedelta(days=2), first=timedelta(days=30))
    about: ClassVar[About] = About(
        title="App Store Connect reviews",
        needs="key",
        how="In App Store Connect, under Users and Access, Integrations, make a key with the role Customer Support, "
        "download it, and copy the issuer id and the key id that stand beside it.",
        cost="comes with the Apple Developer Program",
        quota="3,600 requests an hour",
        documentation="https://developer.apple.com/documentation/appstoreconnectapi/get-v1-apps-_id_-customerreviews",
        blind="ratings without words",
        rights=Rights(terms="https://developer.apple.com/support/terms/"),
    )

    app: str = Field(
        pattern=r"^\d+$",
        title="Apple ID of the app",
        description="The app's Apple id, a number",
        examples=["1234567890"],
    )
    issuer: str = Field(
        title="Issuer ID", description="The issuer id", examples=["57246542-96fe-1a63-e053-0824d011072a"]
    )
    key_id: str = Field(description="The key's id", examples=["2X9R4HXF34"])
    key: SecretStr = Field(
        title="Private key", description="The private key as it was downloaded", examples=["file:AuthKey_2X9R4HXF34.p8"]
    )
    api: HttpUrl = Field(HttpUrl("https://api.appstoreconnect.apple.com/"), description="Where its API is")

    async def _page(self, net: Net, _: str, step: Step) -> Page:
        claims = {"iss": self.issuer, "aud": "appstoreconnect-v1"}
        token = signed(claims, self.key.get_secret_value(), "ES256", net.now, self.key_id)
        params = {"sort": "-createdDate", "limit": str(SIZE), **({"cursor": step.at} if step.at else {})}
        url = f"{self.api}v1/apps/{self.app}/customerReviews"
        return await fetch(net, url, self.read, params=params, headers={"authorization": f"Bearer {token}"})

    def read(self, found: Document) -> Page:
        """A page of reviews; of the next one's address only the place in the listing is used."""
        link = Item(found.data).link("links.next")
        cursors = parse_qs(urlsplit(link).query).get("cursor", []) if link else []
        next = cursors[0] if cursors and found.list("data") else None
        expects = ("attributes.rating", "attributes.body", "attributes.createdDate")
        read = partial(self.mention, found)
        return found.page("data", read, expects=expects, shows=("links",), next=next)

    def mention(self, found: Document, review: Item) -> Mention:
        """A review."""
        stars, territory = review.count("attributes.rating"), review.line("attributes.territory")
        return Mention(
            kind=self.kind or "review",
            native_id=review.id("id"),
            author=Author(name=review.line("attributes.reviewerNickname") or None),
            title=review.line("attributes.title"),
            text=review.text("attributes.body"),
            language=review.language("", self.language),
            **review.said("attributes.createdDate", found.now),
            collected_at=found.now,
            rating=Rating(value=stars) if stars and stars <= 5 else None,
            extra={"country": country(territory) or territory} if territory else {},
        )
