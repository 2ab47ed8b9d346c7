"""What is due in a crisis: the next update, an approval, the next lines of the playbook; and how far each has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.response.statements import approvers, blanks
from rules.response.updates import EVERY, FIRST
from storage.records import Response, Statement, Task

NEXT = 2
"""Open tasks that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A task with its number, by which it is taken and ticked off."""

    number: int
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The tasks under one heading of the playbook."""

    section: str
    tasks: Sequence[Numbered]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(each.task.done_at is not None for each in self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A statement that lacks only its approval.

    Attributes:
        able: (duty, person) of those who may give it.
    """

    statement: Statement
    able: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """All of it.

    Attributes:
        wait: From the last update, or the declaration, to the promised one.
        paused_at: Since when publishing is paused; None while it goes on.
    """

    wait: timedelta
    parts: Sequence[Part]
    waiting: Waiting | None
    paused_at: datetime | None

    @property
    def done(self) -> int:
        """Tasks that are done."""
        return sum(part.done for part in self.parts)

    @property
    def total(self) -> int:
        """All tasks."""
        return sum(len(part.tasks) for part in self.parts)

    @property
    def next(self) -> Sequence[Numbered]:
        """The next open tasks."""
        return [each for part in self.parts for each in part.tasks if each.task.done_at is None][:NEXT]


def due(response: Response, undeciding: Collection[str] = ()) -> Due:
    """As the record stands; those whose role is not enough approve nothing."""
    numbered = [Numbered(number=number, task=task) for number, task in enumerate(response.tasks, 1)]
    sections = dict.fromkeys(each.task.section for each in numbered)
    parts = [Part(section=name, tasks=[one for one in numbered if one.task.section == name]) for name in sections]
    return Due(
        wait=_wait(response), parts=parts, waiting=_waiting(response, undeciding), paused_at=_paused_at(response)
    )


def _wait(response: Response) -> timedelta:
    last = response.updates[-1].at if response.updates else response.declared_at
    longest = (EVERY if response.updates else FIRST)[response.severity]
    return response.next_update_at - last if response.next_update_at else longest


def _waiting(response: Response, undeciding: Collection[str]) -> Waiting | None:
    if response.phase == "resolved":
        return None
    open_ = (one for one in response.statements if not one.approved_by and not blanks(one.text))
    first = next(open_, None)
    return Waiting(statement=first, able=approvers(response, first, undeciding)) if first else None


def _paused_at(response: Response) -> datetime | None:
    kinds = {"paused", "declared"}
    times = (entry.at for entry in reversed(response.timeline) if entry.kind in kinds)
    return next(times, None) if response.paused else None
