"""What drove a crisis: its stories, its authors, how many people they reach, and what was there before the alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from storage.records import Author, Mention, Scope, StoredMention

if TYPE_CHECKING:
    from storage.store import Store

PAGE, MOST = 1000, 20_000
"""Posts read at a time, and in all."""
SHOWN = 5
RETOLD = 3
"""A story told so often drives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One text and its copies.

    Attributes:
        posts: How many told it.
        text: Of its first post, whole.
    """

    id: int
    posts: int
    text: str
    author: str
    url: str | None
    first_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One author's part. `followers` are as known at the last collection, None where no source tells."""

    name: str
    posts: int
    followers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """What the posts say.

    Attributes:
        reach: Followers of all authors that are known to have some, each author once; None where none is known.
        reach_known: How many of the `authors` that counts.
        first: The first post of a story that drove it.
        early: Posts of those stories before the alert, oldest first.
        complete: Whether all posts were read.
    """

    posts: int
    authors: int
    reach: int | None
    reach_known: int
    stories: tuple[Story, ...]
    loudest: tuple[Voice, ...]
    largest: tuple[Voice, ...]
    first: Story | None
    early: tuple[Story, ...]
    complete: bool


def posts(store: Store, scope: Scope, since: datetime, until: datetime) -> list[Mention]:
    """Mentions of a scope in [since, until), oldest first; the newest MOST of them."""
    found: list[StoredMention] = []
    before: int | None = None
    while len(found) < MOST:
        page = store.search(scope=scope, since=since, until=until, before=before, limit=PAGE)
        found += page
        if len(page) < PAGE:
            break
        before = page[-1].id
    return [each.mention for each in reversed(found)]


def drivers(told: Sequence[Mention], since: datetime, alerted_at: datetime, evidence: frozenset[int]) -> Drivers:
    """What drove a crisis that began at `since`.

    Args:
        told: Posts from a day before on, oldest first.
        evidence: Ids of posts that the alerts named.
    """
    loud = [each for each in told if each.said_at >= since]
    counted = Counter(_story(each) for each in loud)
    named = {_story(each) for each in told if each.id in evidence}
    driving = {story for story, count in counted.most_common(SHOWN) if count >= RETOLD} | named
    firsts = _firsts(told)
    early = [each for each in told if _story(each) in driving and each.said_at < alerted_at]
    first = next((each for each in told if _story(each) in driving), None)
    voices = _voices(loud)
    known = [voice.followers for voice in voices if voice.followers is not None]
    return Drivers(
        posts=len(loud),
        authors=len(voices),
        reach=sum(known) if known else None,
        reach_known=len(known),
        stories=tuple(_story_line(firsts[story], count) for story, count in counted.most_common(SHOWN)),
        loudest=tuple(sorted(voices, key=lambda voice: -voice.posts)[:SHOWN]),
        largest=tuple(sorted((one for one in voices if one.followers), key=lambda one: -(one.followers or 0))[:SHOWN]),
        first=_story_line(first, counted[_story(first)]) if first else None,
        early=tuple(_story_line(each, counted[_story(each)]) for each in early),
        complete=len(told) < MOST,
    )


def _story(mention: Mention) -> int:
    return mention.story_id or mention.id or 0


def _firsts(told: Iterable[Mention]) -> dict[int, Mention]:
    firsts: dict[int, Mention] = {}
    for each in told:
        firsts.setdefault(_story(each), each)
    return firsts


def _story_line(mention: Mention, count: int) -> Story:
    text = " — ".join(part for part in (mention.title, mention.text) if part)
    return Story(
        id=_story(mention),
        posts=count,
        text=text,
        author=_name(mention.author),
        url=mention.url,
        first_at=mention.said_at,
    )


def _voices(told: Iterable[Mention]) -> list[Voice]:
    """Authors that a source names, each once, with the newest count of followers."""
    posts: Counter[str] = Counter()
    latest: dict[str, Author] = {}
    for each in told:
        author = each.author
        if who := author.id or author.handle or author.name:
            posts[who] += 1
            latest[who] = author
    return [
        Voice(name=_name(latest[who]), posts=count, followers=latest[who].followers) for who, count in posts.items()
    ]


def _name(author: Author) -> str:
    return author.name or author.handle or "unknown"
