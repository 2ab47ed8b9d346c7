"""The life of a crisis record: who leads, in which phase it is, what is to be done; pure steps (record, …, now).

A step returns the record after it, with a line in the timeline, or the same record where nothing changes. It raises
Conflict where it comes too late and ValueError where it is not possible, each with a sentence for the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import get_args

from rules.response.chronicle import logged, ongoing, same, unclosed, worded
from rules.response.updates import FIRST, post_last, rescheduled
from rules.wording.figures import counted
from rules.wording.moments import utc
from storage.errors import Conflict
from storage.records import Incident, Phase, Response, Statement, Task

DUTIES = {
    "lead": "decides, and keeps everybody informed",
    "spokesperson": "speaks in public",
    "legal": "checks what is said and what must be reported",
    "support": "answers customers",
    "social": "answers on the networks, and holds what was planned",
    "executive": "backs the lead, approves, and tells the board",
    "scribe": "writes down what happens",
}
PHASES: tuple[Phase, ...] = get_args(Phase)
Numbered = tuple[int, Task]


def declare(
    incident: Incident,
    severity: int,
    who: str,
    now: datetime,
    *,
    playbook: str | None = None,
    tasks: Sequence[Task] = (),
    statements: Sequence[tuple[str, str]] = (),
) -> Response:
    """An incident becomes a crisis: publishing pauses, and whoever declares it leads until a lead is named.

    Args:
        statements: (name, text) of the playbook; whoever declares is their author, so that another approves them.
    """
    assert incident.id is not None
    who = worded(who, "the name of who declares it")
    response = Response(
        incident_id=incident.id,
        severity=_severity(severity),
        declared_at=now,
        declared_by=who,
        duties={"lead": who},
        playbook=playbook,
        tasks=tuple(tasks),
        statements=tuple(Statement(name=name, text=text, drafted_by=who) for name, text in statements),
        next_update_at=now + FIRST[severity],
        drill=incident.drill,
    )
    after = f", playbook {playbook}" if playbook else ""
    what = f"declared a crisis of severity {severity}{after}; publishing is paused"
    return logged(response, "declared", what, who, now)


def assign(response: Response, duty: str, person: str, who: str, now: datetime) -> Response:
    """Give a duty to a person. Raises ValueError for a duty that there is not."""
    ongoing(response)
    if duty not in DUTIES:
        raise ValueError(f'there is no duty "{duty}"; the duties are {", ".join(DUTIES)}')
    person = worded(person, "the person's name")
    before = response.duties.get(duty)
    if before == person:
        return response
    given = replace(response, duties={**response.duties, duty: person})
    return logged(given, "duty", f"{duty}: {person}{f' instead of {before}' if before else ''}", who, now)


def grade(response: Response, severity: int, who: str, now: datetime) -> Response:
    """Raise or lower the severity; a higher one brings the next update forward."""
    ongoing(response)
    if _severity(severity) == response.severity:
        return response
    what = f"severity {severity} instead of {response.severity}"
    return logged(rescheduled(replace(response, severity=severity), now), "severity", what, who, now)


def move(response: Response, phase: str, who: str, now: datetime, note: str = "") -> Response:
    """On to a later phase, or back to an earlier one, which needs a note. The end has a step of its own: resolve."""
    ongoing(response)
    found = next((one for one in PHASES if one == phase), None)
    if found is None:
        raise ValueError(f'there is no phase "{phase}"; the phases are {", ".join(PHASES)}')
    if found == "resolved":
        raise ValueError("the end is a step of its own that says what was said: resolve")
    if found == response.phase:
        return response
    if PHASES.index(found) < PHASES.index(response.phase) and not note.strip():
        raise ValueError(f"going back from {response.phase} to {found} needs a note that says why")
    what = f"{found}, after {response.phase}{f': {note.strip()}' if note.strip() else ''}"
    return logged(replace(response, phase=found), "phase", what, who, now)


def note(response: Response, text: str, who: str, now: datetime) -> Response:
    """A line in the timeline, until the record is closed."""
    unclosed(response)
    return logged(response, "note", worded(text, "the note"), who, now)


def add_task(response: Response, text: str, owner: str | None, who: str, now: datetime) -> Response:
    """Something to do that the playbook did not think of."""
    ongoing(response)
    task = Task(text=worded(text, "the task"), section="Added", owner=owner)
    return logged(replace(response, tasks=(*response.tasks, task)), "task", f"added a task: {task.text}", who, now)


def take(response: Response, number: int, who: str, now: datetime) -> Response:
    """Somebody takes a task, by its number from 1."""
    ongoing(response)
    task = _open(response.tasks, number, "task")
    if task.owner and same(task.owner, who):
        return response
    tasks = _with(response.tasks, number, replace(task, owner=who))
    return logged(replace(response, tasks=tasks), "task", f"takes: {task.text}", who, now)


def finish(response: Response, number: int, who: str, now: datetime) -> Response:
    """A task is done."""
    ongoing(response)
    task = _open(response.tasks, number, "task")
    tasks = _with(response.tasks, number, replace(task, done_by=who, done_at=now))
    return logged(replace(response, tasks=tasks), "task", f"done: {task.text}", who, now)


def unfinish(response: Response, number: int, who: str, now: datetime) -> Response:
    """A task is not done after all: somebody ticked the wrong one. Conflict where nobody said that it is."""
    ongoing(response)
    task = _numbered(response.tasks, number, "task")
    if not task.done_at:
        raise Conflict(f"task {number} is open")
    tasks = _with(response.tasks, number, replace(task, done_by=None, done_at=None))
    return logged(replace(response, tasks=tasks), "task", f"not done after all: {task.text}", who, now)


def pause(response: Response, who: str, now: datetime) -> Response:
    """Nothing planned is published until `resume`."""
    ongoing(response)
    if response.paused:
        return response
    return logged(replace(response, paused=True), "paused", "paused publishing", who, now)


def resume(response: Response, who: str, now: datetime) -> Response:
    """What was planned may be published again."""
    ongoing(response)
    if not response.paused:
        return response
    return logged(replace(response, paused=False), "resumed", "resumed publishing", who, now)


def resolve(response: Response, said: str, who: str, now: datetime) -> Response:
    """The crisis is over: stakeholders were told so in these words, and publishing goes on."""
    ongoing(response)
    over = replace(post_last(response, said, who, now), phase="resolved", resolved_at=now, paused=False)
    what = f"resolved, after {response.phase}{'; publishing goes on' if response.paused else ''}{_left_open(response)}"
    return logged(over, "resolved", what, who, now)


def act(response: Response, text: str, owner: str, who: str, now: datetime) -> Response:
    """Something that must change so that it does not happen again, and who sees to it."""
    unclosed(response)
    action = Task(text=worded(text, "the action"), section="Actions", owner=worded(owner, "the action's owner"))
    what = f"action for {action.owner}: {action.text}"
    return logged(replace(response, actions=(*response.actions, action)), "action", what, who, now)


def finish_action(response: Response, number: int, who: str, now: datetime) -> Response:
    """An action is done; possible after the record is closed too, since actions take weeks."""
    action = _open(response.actions, number, "action")
    actions = _with(response.actions, number, replace(action, done_by=who, done_at=now))
    return logged(replace(response, actions=actions), "action", f"action done: {action.text}", who, now)


def report(response: Response, whom: Sequence[str], who: str, now: datetime, *, waits: bool = False) -> Response:
    """What became of it is sent to some, or waits to be looked at first; possible after the record is closed too."""
    reportable(response)
    if not whom:
        raise ValueError("say to whom it is sent")
    names = ", ".join(whom)
    what = f"made the report for {names}, which waits to be looked at" if waits else f"sent the report to {names}"
    return logged(response, "report", what, who, now)


def report_decided(response: Response, whom: Sequence[str], why_not: str | None, who: str, now: datetime) -> Response:
    """A report that waited was sent, or kept back: `why_not` is "" then where nobody said why."""
    if why_not is None:
        return report(response, whom, who, now)
    because = f": {why_not}" if why_not else ""
    return logged(response, "report", f"kept the report for {', '.join(whom)} back{because}", who, now)


def reportable(response: Response) -> None:
    """Raises ValueError while the crisis goes on, and of an exercise."""
    if response.drill:
        raise ValueError("nothing is reported of an exercise: its posts are made up")
    if response.resolved_at is None:
        raise ValueError(f"the crisis goes on ({response.phase}); it is reported once it is over")


def close(response: Response, who: str, now: datetime) -> Response:
    """The evaluation is finished; what is left to do is counted. Raises ValueError while the crisis goes on."""
    unclosed(response)
    if response.phase != "resolved":
        raise ValueError(f"the crisis goes on ({response.phase}); resolve it before its record is closed")
    what = f"closed after the evaluation{_left_open(response)}"
    return logged(replace(response, closed_at=now), "closed", what, who, now)


def _left_open(response: Response) -> str:
    """How many tasks and actions are not done, as the end of a sentence; "" where all are."""
    counts = ((undone(response.tasks), "task"), (undone(response.actions), "action"))
    told = [counted(len(left), what) for left, what in counts if left]
    return f"; not done: {', '.join(told)}" if told else ""


def numbered(tasks: Sequence[Task]) -> list[Numbered]:
    """Tasks or actions with the numbers by which people name them."""
    return list(enumerate(tasks, 1))


def undone(tasks: Sequence[Task]) -> list[Numbered]:
    """Those that are not done."""
    return [(number, task) for number, task in numbered(tasks) if not task.done_at]


def _severity(severity: int) -> int:
    if severity not in FIRST:
        raise ValueError(f"severity {severity} does not exist: 1 (highest), 2 or 3")
    return severity


def _open(tasks: Sequence[Task], number: int, what: str) -> Task:
    task = _numbered(tasks, number, what)
    if task.done_at:
        raise Conflict(f"{what} {number} was done by {task.done_by} on {utc(task.done_at)}")
    return task


def _numbered(tasks: Sequence[Task], number: int, what: str) -> Task:
    if not 1 <= number <= len(tasks):
        there = f"they go from 1 to {len(tasks)}" if tasks else "there is none"
        raise ValueError(f"there is no {what} {number}; {there}")
    return tasks[number - 1]


def _with(tasks: Sequence[Task], number: int, task: Task) -> tuple[Task, ...]:
    return (*tasks[: number - 1], task, *tasks[number:])
