"""The stories that are told most about a brand, with what was said first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from listener.brands.figures import Whole
from listener.metrics.tone import tone
from listener.reports.record import Record
from listener.wording.text import one_line
from storage.records import StoredMention
from storage.store import Querying

TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One story.

    Attributes:
        id: Number of its first mention.
        posts: How many told it in the period.
        tone: Of its first telling, toward the brand; None where it was not read.
        place: Where it was seen first.
    """

    id: int
    title: str
    posts: Record
    tone: str | None
    author: str
    place: str
    first_at: datetime


def told(store: Querying, found: Whole) -> list[Told]:
    """Those that are told more than once, the most told first; without those whose first telling was forgotten."""
    firsts = {each.id: each for each in store.mentions([story for story, _ in found.told])}
    return [_story(firsts[story], posts, found.brand.name) for story, posts in found.told if story in firsts]


def _story(first: StoredMention, posts: Record, brand: str) -> Told:
    mention = first.mention
    return Told(
        id=first.id,
        title=one_line(mention.title or mention.text, TITLE) or "without words",
        posts=posts,
        tone=tone(first, brand),
        author=mention.author.name or mention.author.handle or "",
        place=first.sightings[0].source if first.sightings else "",
        first_at=mention.said_at,
    )
