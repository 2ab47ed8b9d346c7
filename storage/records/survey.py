"""What the store adds up for an overview, so that a page need not read every mention."""

from __future__ import annotations

from dataclasses import dataclass


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
