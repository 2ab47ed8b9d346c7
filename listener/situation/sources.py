"""How the sources stand, in one line: which are read on time, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from listener.health.judgement import FAILING, PATIENT
from listener.wording.text import one_line
from storage.records import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A source that is not read.

    Attributes:
        why: In a few words.
        since: Since when; None where it was never read.
    """

    name: str
    health: str
    why: str
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """All of them."""

    total: int
    missing: Sequence[Missing]

    @property
    def on_time(self) -> int:
        """How many are read as they should."""
        return self.total - len(self.missing)


def sources(states: Iterable[SourceState]) -> Sources:
    """As the store has them; those that wait for their turn are on time."""
    known = list(states)
    missing = [_missing(each) for each in known if each.health in FAILING or each.failures >= PATIENT]
    return Sources(total=len(known), missing=missing)


def _missing(state: SourceState) -> Missing:
    why = one_line(state.last_error or "", 160)
    return Missing(name=state.name, health=state.health, why=why, since=state.failing_since)
