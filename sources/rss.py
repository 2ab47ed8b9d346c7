"""Feeds: RSS, RDF, Atom and JSON Feed, polled politely."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field, HttpUrl

from sources.base import About, Net, Options, Topic, source
from storage.records import Ask, Batch, Cursor


@source("rss")
class Rss(Options):
    """A feed by its address: RSS 0.9 to 2.0, RDF, Atom or JSON Feed; also searches of Google News, Google Alerts
    and Reddit, which are feeds."""

    about: ClassVar[About] = About(
        title="Feed",
        quota="as often as the feed itself allows",
        documentation="https://www.rssboard.org/rss-specification",
        proof="real answers",
        blind="what the feed dropped between two polls; most keep only their newest entries",
        past="a feed holds its newest entries alone; import older ones with `listener import`",
    )

    url: HttpUrl = Field(
        description="Address of the feed; user and password may stand before the host",
        examples=["https://blog.example.org/feed.xml"],
    )

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (feeds cannot be searched)
        from sources.feeds.subscription import Subscription

        return await Subscription(url=str(self.url), kind=self.kind, language=self.language).poll(net, cursor)

    def topics(self, cursor: Cursor, ask: Ask) -> Sequence[Topic]:  # noqa: ARG002 (the same)
        """See `Announced`."""
        from sources.feeds.subscription import Subscription

        return Subscription(url=str(self.url)).topics(cursor)
