"""What people say in the demo's world."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

START = datetime(2026, 3, 2, tzinfo=UTC)
"""The Monday on which the replay begins; the 28 days before it are history."""
LENGTH = timedelta(days=3)
CRISIS = (START + timedelta(minutes=2065), START + timedelta(minutes=3600))
"""From the first burnt hand until the talk is back to normal."""
BRANDS = ("Brewlark", "Mokanord")

FOLDER = Path(__file__).parent / "posts"


@dataclass(frozen=True, slots=True)
class Post:
    """One post of the world.

    Attributes:
        at: Minutes from START; negative in the history.
        brands: The brands it names, which the queries must find.
        copy_of: Id of the post whose text it repeats almost word for word.
        stars: Of a review, 1 to 5.
    """

    id: str
    feed: str
    at: int
    author: str
    lang: str
    title: str
    text: str
    brands: tuple[str, ...]
    nature: str
    copy_of: str | None
    stars: int | None = None

    @property
    def published_at(self) -> datetime:
        """When it appears."""
        return START + timedelta(minutes=self.at)

    @property
    def path(self) -> str:
        """Its page on the world's host."""
        return f"/forum/t/talk/{self.number}/1" if self.feed == "forum" else f"/{self.feed}/{self.id}"

    @property
    def number(self) -> int:
        """Its number, for places that count; it grows with time."""
        return 10_000_000 + self.at * 100 + int(self.id[1:]) % 100


@cache
def posts(part: Literal["history", "replay"]) -> tuple[Post, ...]:
    """The posts of a part, oldest first."""
    lines = (FOLDER / f"{part}.ndjson").read_text("utf-8").splitlines()
    return tuple(Post(**{**json.loads(line), "brands": tuple(json.loads(line)["brands"])}) for line in lines)


def visible(feed: str, now: datetime, limit: int) -> list[Post]:
    """What a feed shows at a moment: its newest posts, newest first."""
    shown = [post for post in (*posts("history"), *posts("replay")) if _in(post, feed) and post.published_at <= now]
    return shown[: -limit - 1 : -1]


def _in(post: Post, feed: str) -> bool:
    """The planet repeats what the news and the blogs publish."""
    return post.feed == feed or (feed == "planet" and post.feed in {"news", "blogs"})
