"""What the store adds up for an overview, so that a page need not read every mention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.records.mention import Author, Kind, Rating


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
        language: ISO 639-1, as its source says or as it was detected.
        country: ISO 3166 alpha-2, where the source tells one.
        said: Title and text.
        read: Head -> label of what was read in it; empty while nothing was.
        toward: Brand -> sentiment toward it, where that was read.
    """

    id: int
    story: int
    brands: tuple[str, ...]
    sources: tuple[str, ...]
    kind: Kind
    language: str | None
    country: str | None
    author: Author
    rating: Rating | None
    said: str
    read: Mapping[str, str]
    toward: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """A story of a stretch of time.

    Attributes:
        story: Number of its first mention.
        posts: How many told it in that time.
    """

    story: int
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentTally:
    """How many incidents there are of each sort; drills are in `drills` alone."""

    unresolved: int
    resolved: int
    drills: int
