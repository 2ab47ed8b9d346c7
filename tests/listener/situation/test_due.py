"""What is due in a crisis follows from its record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from listener.situation.due import due
from listener.situation.timeline import of_weight, weight
from rules.response import statements, steps, updates
from storage.records import Response, Task, TimelineEntry
from tests.worlds.incidents import NOW, incident

MINUTE = timedelta(minutes=1)
TASKS = (Task(text="call", section="First"), Task(text="write", section="First"), Task(text="learn", section="Then"))


def declared() -> Response:
    return steps.declare(
        incident(id=1), 1, "Ines", NOW, tasks=TASKS, statements=[("Sorry", "We know."), ("Recall", "Bring {product}")]
    )


def test_tasks_stand_under_their_headings_with_their_numbers() -> None:
    found = due(steps.finish(declared(), 1, "Ines", NOW))
    assert [(part.section, part.done, len(part.tasks)) for part in found.parts] == [("First", 1, 2), ("Then", 0, 1)]
    assert (found.done, found.total) == (1, 3)
    assert [each.number for each in found.next] == [2, 3]


def test_a_statement_waits_until_somebody_else_approves_it() -> None:
    crisis = steps.assign(declared(), "legal", "Noor", "Ines", NOW)
    waiting = due(crisis).waiting
    assert waiting is not None
    assert (waiting.statement.name, waiting.able) == ("Sorry", [("legal", "Noor")]), "never its author"
    assert due(statements.approve(crisis, "Sorry", "Noor", NOW)).waiting is None, "the other has blanks"


def test_the_wait_is_that_of_the_promise_and_a_pause_has_its_beginning() -> None:
    crisis = declared()
    assert due(crisis).wait == 15 * MINUTE
    told = updates.post(crisis, updates.Told(status="a", scope="b", actions="c"), "Ines", NOW + MINUTE, 20 * MINUTE)
    assert due(told).wait == 20 * MINUTE
    assert due(told).paused_at == NOW
    again = steps.pause(steps.resume(told, "Ines", NOW + MINUTE), "Ines", NOW + 2 * MINUTE)
    assert due(again).paused_at == NOW + 2 * MINUTE
    assert due(replace(again, paused=False)).paused_at is None


def test_the_timeline_is_read_by_weight_newest_first() -> None:
    kinds = ("opened", "paged", "acknowledged", "phase")
    entries = [TimelineEntry(at=NOW, kind=kind, what=kind) for kind in kinds]
    assert [weight(entry) for entry in entries] == ["decision", "automatic", "action", "decision"]
    assert [entry.kind for entry in of_weight(entries, "decision")] == ["phase", "opened"]
    assert len(of_weight(entries, None)) == 4
