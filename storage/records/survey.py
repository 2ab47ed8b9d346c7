"""What the store adds up for an overview, so that a page need not read every mention."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToneCount:
    """How many mentions of one story were read alike, for one brand.

    Attributes:
        label: The sentiment that counts for the brand; None for those in which none was read. Spam is not among them.
    """

    brand: str
    story: int
    label: str | None
    posts: int


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
