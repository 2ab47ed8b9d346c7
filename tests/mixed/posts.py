"""What is said at the places of a run: seldom at most, much at some, now and then late."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BUSY = 10
"""One place in so many is busy."""
SELDOM, OFTEN = 4, 120
"""Posts an hour."""
LATE = 5
"""One post in so many is shown late, as an index that lags shows it."""
LATEST = timedelta(minutes=20)
NUMBER = re.compile(r"no-(\d+-\d+)")


@dataclass(frozen=True, slots=True)
class Post:
    """One post.

    Attributes:
        id: Inside its place, from 1 on, in the order of time.
        at: The time that it bears.
        shown_at: From when on its place shows it.
    """

    place: int
    id: int
    at: datetime
    shown_at: datetime

    @property
    def number(self) -> str:
        """Which stands in its text, and in no other."""
        return f"{self.place}-{self.id}"

    @property
    def text(self) -> str:
        return f"The acme kettle no-{self.number} sings."


def posts_of(place: int, begin: datetime, length: timedelta, seed: int) -> list[Post]:
    """The posts of a place, oldest first."""
    chance = random.Random(seed * 100_003 + place)
    an_hour = OFTEN if place % BUSY == 0 else SELDOM
    count = max(1, round(an_hour * length / timedelta(hours=1)))
    times = sorted(begin + length * chance.random() for _ in range(count))
    return [Post(place, id, at, at + _delay(chance)) for id, at in enumerate(_whole(times), 1)]


def numbers(text: str) -> Sequence[str]:
    """Of the posts of which a text tells."""
    return NUMBER.findall(text)


def _delay(chance: random.Random) -> timedelta:
    return LATEST * chance.random() if chance.randrange(LATE) == 0 else timedelta()


def _whole(times: Sequence[datetime]) -> Iterator[datetime]:
    """In whole seconds, as most places tell them."""
    return (each.replace(microsecond=0) for each in times)
