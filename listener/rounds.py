"""A round: all sources that can be asked, asked now, and how far that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.records import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one source brought.

    Attributes:
        error: What its last trouble was; None where there was none.
        failed: Whether it could not be read now.
    """

    source: str
    health: str
    error: str | None
    new: int
    failed: bool


@dataclass(slots=True, kw_only=True)
class Round:
    """One of them.

    Attributes:
        total, done: How many there are, and how many have answered or failed.
        answers: What each brought, once all have.
        ended_at: None while it goes on.
        broken: Why it could not be finished; "" where it was.
    """

    who: Actor
    began_at: datetime
    total: int
    done: int = 0
    answers: Sequence[Answer] = ()
    ended_at: datetime | None = None
    broken: str = ""

    @property
    def new(self) -> int:
        """How many mentions are new."""
        return sum(each.new for each in self.answers)

    @property
    def failed(self) -> Sequence[str]:
        """Names of those that could not be read."""
        return [each.source for each in self.answers if each.failed]
