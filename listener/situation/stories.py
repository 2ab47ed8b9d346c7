"""The stories that are being told: what was said by several, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from listener.metrics.stories import retold
from listener.metrics.tone import tone
from listener.wording.text import one_line
from storage.records import StoredMention, Told
from storage.store import Querying

TOLD, SHOWN, TITLE = 3, 5, 120
"""A story is told so often; so many are shown; so many letters of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story.

    Attributes:
        id: Number of its first mention.
        title: Its first telling, in one line.
        posts: How many told it.
        tone: What its first telling was read as; None where it was not.
        source: Where it was seen first.
    """

    id: int
    title: str
    posts: int
    tone: str | None
    author: str
    source: str
    first_at: datetime


def with_words(store: Querying, told: Sequence[Told]) -> list[Story]:
    """These stories in their order, without those whose first mention was forgotten."""
    firsts = {each.id: each for each in store.mentions([one.story for one in told])}
    return [_story(firsts[one.story], one.posts) for one in told if one.story in firsts]


def most_told(posts: Sequence[StoredMention], limit: int = SHOWN) -> list[Story]:
    """Those that these posts tell most, by the first of them that tells each; those told once are no stories."""
    counts: Counter[int | None] = retold(each.mention for each in posts)
    firsts: Mapping[int | None, StoredMention] = {each.mention.story: each for each in _newest_first(posts)}
    return [_story(firsts[story], count) for story, count in counts.most_common(limit) if count > 1]


def _newest_first(posts: Iterable[StoredMention]) -> list[StoredMention]:
    return sorted(posts, key=lambda each: each.mention.said_at, reverse=True)


def _story(first: StoredMention, posts: int) -> Story:
    mention = first.mention
    return Story(
        id=mention.story or 0,
        title=one_line(mention.title or mention.text, TITLE) or "without words",
        posts=posts,
        tone=tone(first, first.only_brand),
        author=mention.author.name or mention.author.handle or "",
        source=first.sightings[0].source if first.sightings else "",
        first_at=mention.said_at,
    )
