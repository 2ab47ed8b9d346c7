"""What a feed says, before it is a mention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sources.base import Topic
from storage.records import Author, Mention, Rating, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed, its texts already plain and its addresses absolute.

    Attributes:
        guid: The entry's own identifier; "" if it has none.
        link: Where it leads; None if nowhere on the web.
        home: An address on the feed's own site that stands for the entry, where `link` leads elsewhere.
        dates: Date strings, best first.
        publisher: Whom an aggregator names as the origin.
    """

    guid: str = ""
    link: str | None = None
    home: str | None = None
    title: str = ""
    text: str = ""
    author: Author = field(default_factory=Author)
    dates: Sequence[str] = ()
    language: str | None = None
    parent: str | None = None
    publisher: str = ""
    rating: Rating | None = None
    engagement: Mapping[str, int] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return not (self.guid or self.link or self.title or self.text or self.extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed as it was written.

    Attributes:
        site: The address of the site that the feed is about.
        wait: How long the feed says it may be cached.
        hub: Which hub announces what is new in it; None where it names none.
        refused: Entries that cannot be read.
        partial: Why these are not all entries, in words.
    """

    title: str = ""
    site: str | None = None
    language: str | None = None
    wait: timedelta | None = None
    hub: Topic | None = None
    entries: Sequence[Entry] = ()
    refused: tuple[Refused, ...] = ()
    partial: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as mentions."""

    mentions: tuple[Mention, ...]
    refused: tuple[Refused, ...]
    wait: timedelta | None
    hub: Topic | None
    partial: tuple[str, ...]
    notes: tuple[str, ...]
