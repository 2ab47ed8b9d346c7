"""The part of the store's protocol that keeps the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from storage.records import Act, Case, CaseTimes, CaseView, Correction, Filing, QueueTally, Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Which cases some mentions belong to already.

    Attributes:
        cases: By id.
        filed: Mention -> its case.
        threads: Name of a conversation -> its case.
        stories: Story -> the case that its copies belong to.
    """

    cases: Mapping[int, Case]
    filed: Mapping[int, int]
    threads: Mapping[str, int]
    stories: Mapping[int, int]


class Desk(Protocol):
    """Cases, what people did with them, and what they corrected."""

    def begin_filing(self) -> None:
        """The log counts from here on; once it does, this changes nothing."""
        ...

    def filed_until(self) -> tuple[int, int]:
        """How far the log of hits was gone through: of matches, and of readings; its end where that never began."""
        ...

    def known_cases(self, mentions: Sequence[int], threads: Sequence[str], stories: Sequence[int]) -> Known:
        """The cases that these belong to."""
        ...

    def commit_filing(self, filings: Sequence[Filing], until: tuple[int, int]) -> list[Case]:
        """What was put in, and how far the log was gone through. Cases without an id are new; those of one call that
        share their lead are one. Raises Conflict on a stale version."""
        ...

    def case(self, id: int) -> Case | None: ...

    def cases(self, ids: Iterable[int]) -> list[Case]:
        """In the order asked for; unknown ids are left out."""
        ...

    def case_of(self, mention: int) -> int | None:
        """The id of the case that a mention belongs to."""
        ...

    def case_mentions(self, id: int, limit: int = 50) -> tuple[list[int], list[int], int]:
        """Of a case: its lead and messages by time, its copies by time (of each the newest `limit`), and how many
        mentions it has in all."""
        ...

    def case_sizes(self, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
        """How many messages, with the lead, and how many copies each of these cases has."""
        ...

    def queue(self, wanted: Wanted, now: datetime, *, after: Case | None = None, limit: int = 50) -> list[Case]:
        """What is due first comes first, then what was filed first; of closed ones, the one closed last first.
        `after` is the last one of the page before."""
        ...

    def queue_size(self, wanted: Wanted, now: datetime) -> int:
        """How many there are."""
        ...

    def queue_tally(self, who: str, now: datetime) -> QueueTally:
        """How many wait by view; `mine` are those of `who`."""
        ...

    def due_cases(self, now: datetime, limit: int = 500) -> list[Case]:
        """Those on hold whose time has come."""
        ...

    def commit_cases(self, cases: Sequence[Case], act: Act | None = None) -> tuple[list[Case], Act | None]:
        """Save all of them, or none: raises Conflict on a stale version. With them what can be taken back: `act` with
        the cases as they were, and what it corrected in readings."""
        ...

    def act(self, id: int) -> Act | None: ...

    def last_act(self, who: str, since: datetime) -> Act | None:
        """The newest thing that somebody did since, and that was not taken back."""
        ...

    def undo_act(self, id: int, cases: Sequence[Case], corrections: Sequence[Correction], now: datetime) -> list[Case]:
        """Save the cases as they were, take corrections back, and save that the act was. Raises Conflict where it was
        already."""
        ...

    def correct(self, corrections: Sequence[Correction], now: datetime) -> int:
        """Change the readings of these mentions, and of what is read of them later; counts follow at once. Returns how
        many readings were changed."""
        ...

    def corrections(self, mentions: Sequence[int]) -> list[Correction]:
        """Those in force for these mentions."""
        ...

    def corrections_since(self, since: datetime) -> list[Correction]:
        """Those in force that were made since, oldest first."""
        ...

    def case_times(self, since: datetime, until: datetime) -> list[CaseTimes]:
        """Of the cases that were filed in [since, until), oldest first."""
        ...

    def case_views(self) -> list[CaseView]:
        """Those that somebody saved, by name."""
        ...

    def save_case_view(self, view: CaseView) -> None:
        """Save it, in place of one of the same name."""
        ...

    def remove_case_view(self, name: str) -> bool:
        """Whether there was one."""
        ...
