"""The posts of an incident, as the address of a page asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listener.metrics.stories import retold
from listener.metrics.tone import tone
from storage.records import StoredMention

TONES = ("negative", "neutral", "positive", "unread", "spam")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for.

    Attributes:
        tone: One of TONES; None: any.
        story: Number of a story, whose every post is wanted; None: one post of each.
        brand: Toward which the tone is meant.
    """

    tone: str | None = None
    story: int | None = None
    brand: str | None = None


def chosen(posts: Sequence[StoredMention], wanted: Wanted) -> list[StoredMention]:
    """Those that fit: of a story the first telling first, else one of each story, the most told first."""
    fitting = [each for each in posts if wanted.tone is None or tone_of(each, wanted.brand) == wanted.tone]
    if wanted.story is not None:
        told = [each for each in fitting if each.mention.story == wanted.story]
        return sorted(told, key=lambda each: each.mention.said_at)
    one = {each.mention.story: each for each in sorted(fitting, key=lambda each: each.mention.said_at, reverse=True)}
    return [one[story] for story, _ in retold(each.mention for each in fitting).most_common()]


def tone_of(stored: StoredMention, brand: str | None) -> str:
    """The sentiment that counts, "spam", or "unread"."""
    if stored.classification and stored.classification.spam:
        return "spam"
    return tone(stored, brand) or "unread"
