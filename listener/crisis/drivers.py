"""What drove a crisis: its stories, its authors, how many people they reach, and what was there before the alert."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from listener.metrics.authors import authors, written
from listener.metrics.mentions import mentions
from listener.metrics.reach import followers, reach
from listener.metrics.stories import retold
from storage.records import Author, Mention, Scope, StoredMention

if TYPE_CHECKING:
    from storage.store import Querying

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


def posts(store: Querying, scope: Scope, since: datetime, until: datetime) -> list[Mention]:
    """Mentions of a scope in [since, until), oldest first; the newest MOST of them, without imports and backfills."""
    found: list[StoredMention] = []
    before: int | None = None
    while len(found) < MOST:
        page = store.search(scope=scope, since=since, until=until, before=before, live=True, limit=PAGE)
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
    counted = retold(loud)
    named = {each.story for each in told if each.id in evidence}
    driving = {story for story, count in counted.most_common(SHOWN) if count >= RETOLD} | named
    firsts = _firsts(told)
    early = [each for each in told if each.story in driving and each.said_at < alerted_at]
    first = next((each for each in told if each.story in driving), None)
    writers = [each.author for each in loud]
    voices, reached = _voices(writers), reach(writers)
    return Drivers(
        posts=mentions(loud).value,
        authors=authors(writers).value,
        reach=None if reached.value is None else int(reached.value),
        reach_known=reached.n,
        stories=tuple(_story_line(firsts[story], count) for story, count in counted.most_common(SHOWN)),
        loudest=tuple(sorted(voices, key=lambda voice: -voice.posts)[:SHOWN]),
        largest=tuple(sorted((one for one in voices if one.followers), key=lambda one: -(one.followers or 0))[:SHOWN]),
        first=_story_line(first, counted[first.story]) if first else None,
        early=tuple(_story_line(each, counted[each.story]) for each in early),
        complete=len(told) < MOST,
    )


def _firsts(told: Iterable[Mention]) -> dict[int | None, Mention]:
    firsts: dict[int | None, Mention] = {}
    for each in told:
        firsts.setdefault(each.story, each)
    return firsts


def _story_line(mention: Mention, count: int) -> Story:
    text = " — ".join(part for part in (mention.title, mention.text) if part)
    return Story(
        id=mention.story or 0,
        posts=count,
        text=text,
        author=_name(mention.author),
        url=mention.url,
        first_at=mention.said_at,
    )


def _voices(writers: Sequence[Author]) -> list[Voice]:
    """Authors that a source names, each once, by the newest of their names."""
    reached, names = followers(writers), {author.identity: _name(author) for author in writers}
    return [Voice(name=names[who], posts=count, followers=reached[who]) for who, count in written(writers).items()]


def _name(author: Author) -> str:
    return author.name or author.handle or "unknown"
