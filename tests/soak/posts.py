"""Made-up posts: each with a number of its own in its text, so that it can be told whether it was stored once."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

BRAND = "Zorvex"
BETWEEN = 300.0
"""Seconds between two posts of one source."""
FEWEST = 4
LAST = 0.95
"""The share of the run after which nothing more is published."""
_NUMBER = re.compile(r"\bpost(\d{4}x\d{4})\b")
_WHO = ("my neighbour", "our teacher", "the whole office", "her uncle", "a friend in Lille", "the night shift")
_DOES = ("repairs", "returns", "praises", "compares", "photographs", "forgets", "orders", "explains")
_WHAT = (
    "the blue kettle",
    "a delivery",
    "the invoice",
    "the new lid",
    "an old receipt",
    "the handle",
    "two parts",
)
_HOW = ("before lunch", "without a word", "for the third time", "in the rain", "with great care", "after all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as a feed shows it.

    Attributes:
        source: Number of its source.
        at: Seconds from the beginning of the run at which it appears.
        alarm: Name of the brand that it raises an alert about, if it does.
    """

    source: int
    number: int
    at: float
    text: str
    alarm: str | None = None

    @property
    def id(self) -> str:
        """What is found in its text, and nowhere else."""
        return f"{self.source:04}x{self.number:04}"


def alarm_brand(number: int) -> str:
    """A brand that is talked about once."""
    return f"{BRAND}{number:04}"


def posts(sources: int, seconds: float, alarms: Sequence[float], steady: Sequence[int], seed: int) -> list[Post]:
    """Every source's posts in order of time; one alarm at each of those moments, by one of the `steady` sources."""
    chance = random.Random(seed)
    each = max(FEWEST, int(seconds / BETWEEN))
    made = [
        Post(source=source, number=number, at=chance.uniform(0, LAST) * seconds, text=_text(chance, source, number))
        for source in range(sources)
        for number in range(each)
    ]
    for number, at in enumerate(alarms):
        source, brand = chance.choice(steady), alarm_brand(number)
        text = _text(chance, source, each + number, f"{brand} recall")
        made.append(Post(source=source, number=each + number, at=at, text=text, alarm=brand))
    return sorted(made, key=lambda post: post.at)


def numbers(text: str) -> list[str]:
    """The ids of posts that a text holds."""
    return _NUMBER.findall(text)


def said(since: datetime, post: Post) -> str:
    """When a post appeared, as feeds write it."""
    return datetime.fromtimestamp(since.timestamp() + post.at, UTC).isoformat()


def _text(chance: random.Random, source: int, number: int, about: str = BRAND) -> str:
    sentences = [f"{chance.choice(_WHO)} {chance.choice(_DOES)} {chance.choice(_WHAT)} {chance.choice(_HOW)}"]
    sentences += [f"{about}: {chance.choice(_WHO)} {chance.choice(_DOES)} {chance.choice(_WHAT)} too"]
    return f"{sentences[0]}. {sentences[1]}, Müßig says in post{source:04}x{number:04}."
