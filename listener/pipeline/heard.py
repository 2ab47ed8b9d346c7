"""What a stream has brought since the last commit, and what is to be committed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from listener.pipeline.admit import Brought
from listener.pipeline.next_poll import after_break
from listener.wording.masking import masked
from storage.errors import SourceError
from storage.records import Arrival, Batch, Cursor, Poll, Refused, SourceState

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Heard:
    """Mentions that match, and how far the stream has come.

    Attributes:
        cursor: None where no batch has come.
    """

    arrivals: list[Arrival] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    deleted: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    partial: bool = False
    events: int = 0
    cursor: Cursor | None = None
    until: datetime | None = None

    def __len__(self) -> int:
        return len(self.arrivals) + len(self.refused) + len(self.deleted)

    @property
    def is_urgent(self) -> bool:
        """Whether it holds what somebody wants to read."""
        return bool(self.arrivals or self.refused)

    def take(self, batch: Batch, brought: Brought) -> None:
        """One batch more, with what of it can be stored."""
        for one in brought.arrivals:
            self.deleted.pop(one.mention.native_id, None)  # it was deleted, and is there again
        self.arrivals += brought.arrivals
        self.refused += [*batch.refused, *brought.refused]
        self.deleted |= dict.fromkeys(batch.deleted)
        self.notes |= dict.fromkeys((*batch.partial, *batch.notes, *brought.notes))
        self.partial |= bool(batch.partial)
        self.events += batch.events
        self.cursor, self.until = batch.cursor, batch.until or self.until

    def after(self, later: Heard) -> Heard:
        """This, which could not be committed, and what has come since."""
        gone = {name: None for name in self.deleted if name not in _ids(later.arrivals)}
        return Heard(
            arrivals=self.arrivals + later.arrivals,
            refused=self.refused + later.refused,
            deleted=gone | later.deleted,
            notes=self.notes | later.notes,
            partial=self.partial or later.partial,
            events=self.events + later.events,
            cursor=self.cursor if later.cursor is None else later.cursor,
            until=later.until or self.until,
        )

    def poll(self, state: SourceState) -> Poll:
        """Ready to be committed, with the state in which the stream is now."""
        return Poll(
            state=state if self.cursor is None else replace(state, cursor=self.cursor),
            arrivals=tuple(self.arrivals),
            refused=[replace(each, reason=masked(each.reason)) for each in self.refused],
            deleted=tuple(self.deleted),
            items=self.events,
        )


def listening(before: SourceState, heard: Heard, every: timedelta, now: datetime) -> SourceState:
    """The state of a stream that is open; whoever finds it due finds that nobody has listened for a while."""
    behind = max(0.0, (now - heard.until).total_seconds()) if heard.until else before.behind
    late = [f"it is {behind / 60:,.0f} minutes behind"] if behind and behind >= 2 * MINUTE.total_seconds() else []
    return replace(
        before, health="partial" if heard.partial else "ok", polled_at=now, last_success_at=now,
        next_due_at=now + max(every, MINUTE), lease_until=None, failures=0, failing_since=None, last_error=None,
        first_done=True, behind=behind, notes=tuple(map(masked, (*heard.notes, *late))),
    )  # fmt: skip


def ended(open_: SourceState, why: SourceError, now: datetime) -> SourceState:
    """The state of a stream that had been open for long: it is opened again soon, from where it was."""
    due = after_break(open_.name, now, 0, why.not_before)
    return replace(open_, next_due_at=due, notes=(*open_.notes, masked(str(why))))


def broken(before: SourceState, why: SourceError, failures: int, now: datetime) -> SourceState:
    """The state of a stream that cannot be opened, or does not stay open."""
    return replace(
        before, health=why.health, polled_at=now, failures=failures, failing_since=before.failing_since or now,
        last_error=masked(str(why)), next_due_at=after_break(before.name, now, failures, why.not_before),
        lease_until=None,
    )  # fmt: skip


def _ids(arrivals: Sequence[Arrival]) -> Mapping[str, None]:
    return {one.mention.native_id: None for one in arrivals}
