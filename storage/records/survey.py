"""What the store adds up for an overview, so that a page need not read every mention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from storage.records.mention import SPAM, Author, Rating, StoredMention

NOBODY = Author()


@dataclass(frozen=True, slots=True)
class ToneCount:
    """How many stories were read alike, for one brand. Spam is not among them.

    Attributes:
        positive, neutral, negative: How many mentions of each of these stories were read so.
        unread: In how many mentions of each none was read: they wait, or the model is not sure enough to say.
        stories: How many stories there are of which this is true.
    """

    brand: str
    positive: int
    neutral: int
    negative: int
    unread: int
    stories: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What figures count of one mention.

    Attributes:
        id: The store's number; the microsecond since 1970 in which it was said, or one shortly after it.
        brands: Those that it matches, each once.
        sources: Those that showed it, each once.
        said: Title and text.
        read: Head -> label of what was read in it; empty while nothing was.
        toward: Brand -> sentiment toward it, where that was read.
    """

    id: int
    story: int
    brands: tuple[str, ...]
    sources: tuple[str, ...] = ()
    author: Author = NOBODY
    rating: Rating | None = None
    said: str = ""
    read: Mapping[str, str] = field(default_factory=dict)
    toward: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: StoredMention) -> Self:
        """The same from a whole mention."""
        mention, reading = stored.mention, stored.classification
        return cls(
            id=stored.id,
            story=mention.story or stored.id,
            brands=tuple(dict.fromkeys(match.brand for match in stored.matches)),
            sources=tuple(sorted({sighting.source for sighting in stored.sightings})),
            author=mention.author,
            rating=mention.rating,
            said=f"{mention.title} {mention.text}",
            read={name: each.label for name, each in reading.heads.items()} if reading else {},
            toward={name: each.label for name, each in reading.toward.items()} if reading else {},
        )

    @property
    def spam(self) -> bool:
        """Whether it was read as spam."""
        return self.read.get("intent") == SPAM

    def tone(self, brand: str) -> str | None:
        """The sentiment that counts for a brand: toward it where this was read, else that of the post; None of spam."""
        return None if self.spam else self.toward.get(brand) or self.read.get("sentiment")


@dataclass(frozen=True, slots=True)
class Told:
    """A story of a stretch of time.

    Attributes:
        story: Number of its first mention.
        posts: How many told it in that time.
    """

    story: int
    posts: int


@dataclass(frozen=True, slots=True)
class Raised:
    """What rules raised, of an incident.

    Attributes:
        incident: Its number.
        rules: Names of those that raised its alerts.
    """

    incident: int
    opened_at: datetime
    rules: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTally:
    """How many incidents there are of each sort; drills are in `drills` alone."""

    unresolved: int = 0
    resolved: int = 0
    drills: int = 0
