"""A crisis on one screen: where it stands, what is due, who does what, what may be said, what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from listener.wording.durations import span
from listener.wording.moments import localised, moment
from listener.wording.text import one_line
from rules.response.statements import blanks
from rules.response.steps import DUTIES, Numbered, numbered, undone
from storage.records import Incident, Response, Statement, Task, TimelineEntry

LAST = 12
"""Lines of the timeline that are shown."""
DEBRIEF = timedelta(hours=48)
"""After the end, the evaluation wants to be finished within this time."""
WIDTH = 100


def screen(response: Response, incident: Incident, now: datetime, zone: ZoneInfo, *, whole: bool = False) -> str:
    """Plain text; `whole` with the whole timeline and the tasks that are done."""
    parts = [
        _head(response, incident, now, zone),
        ["Duties", *_duties(response)],
        [_tasks_head(response.tasks), *_tasks(response, whole=whole)] if response.tasks else [],
        ["Statements", *(f"  {statement_line(one, zone)}" for one in response.statements)]
        if response.statements
        else [],
        ["Updates", *_updates(response, zone, whole=whole)] if response.updates else [],
        ["Actions", *_actions(numbered(response.actions))] if response.actions else [],
        [
            f"Timeline{' of this exercise' if response.drill else ''}",
            *_timeline(merged(response, incident), zone, whole=whole),
        ],
        [f"Times are in {zone}."],
    ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def merged(response: Response, incident: Incident) -> list[TimelineEntry]:
    """What happened in the incident and in the crisis, oldest first."""
    return sorted((*incident.timeline, *response.timeline), key=lambda entry: entry.at)


def state(response: Response, now: datetime) -> str:
    """What is due, in one sentence."""
    if response.closed_at:
        return "The evaluation is finished."
    if response.resolved_at:
        left = response.resolved_at + DEBRIEF - now
        return f"Over. The evaluation is {_due(left)}: listener crisis debrief {response.incident_id}"
    if response.next_update_at is None:
        return "No update is promised."
    late = now - response.next_update_at
    if late >= timedelta(0):
        return f"UPDATE OVERDUE for {span(late)}: listener crisis update {response.incident_id}"
    return f"Next update due in {span(-late)}."


def _due(left: timedelta) -> str:
    return f"due in {span(left)}" if left > timedelta(0) else f"overdue for {span(-left)}"


def _head(response: Response, incident: Incident, now: datetime, zone: ZoneInfo) -> list[str]:
    drill = "DRILL · " if response.drill else ""
    since = span((response.resolved_at or now) - response.declared_at)
    followed = f", playbook {response.playbook}" if response.playbook else ""
    declared = f"declared by {response.declared_by} on {moment(response.declared_at, zone)}{followed}"
    return [
        f"{drill}Crisis {response.incident_id} · severity {response.severity} · {response.phase} · {since}",
        one_line(localised(incident.title, zone, incident.opened_at), WIDTH),
        f"{declared}; the incident is {incident.state}",
        state(response, now),
        *([f"Publishing is paused{', in this exercise only' if drill else ''}."] if response.paused else []),
    ]


def _duties(response: Response) -> Iterator[str]:
    wide = max(map(len, DUTIES))
    for duty, does in DUTIES.items():
        person = response.duties.get(duty)
        yield f"  {duty.ljust(wide)}  {person or f'nobody ({does})'}"


def _tasks_head(tasks: Sequence[Task]) -> str:
    done = sum(task.done_at is not None for task in tasks)
    return f"Tasks ({done} of {len(tasks)} done)"


def _tasks(response: Response, *, whole: bool) -> Iterator[str]:
    """Open tasks by owner, in the playbook's order; owners without a person last."""
    yield from _by_owner(response, numbered(response.tasks) if whole else undone(response.tasks))


def left_open(response: Response) -> list[str]:
    """What is not done, a line each; nothing where all is."""
    tasks, actions = undone(response.tasks), undone(response.actions)
    return [
        *(["Tasks that are not done", *_by_owner(response, tasks)] if tasks else []),
        *(["Actions that are not done", *_actions(actions)] if actions else []),
    ]


def _by_owner(response: Response, tasks: Sequence[Numbered]) -> Iterator[str]:
    for owner in dict.fromkeys(task.owner for _, task in tasks):
        yield f"  {_who(owner, response)}"
        for number, task in tasks:
            if task.owner == owner:
                yield f"  {number:>4}  {_box(task)}{one_line(task.text, WIDTH * 2)}"


def _who(owner: str | None, response: Response) -> str:
    if owner is None:
        return "nobody's yet"
    if owner not in DUTIES:
        return owner
    return f"{owner} ({response.duties.get(owner, 'nobody has this duty yet')})"


def _box(task: Task) -> str:
    return f"[x {task.done_by}] " if task.done_at else "[ ] "


def statement_line(statement: Statement, zone: ZoneInfo) -> str:
    """Its name, and how far it has come."""
    if statement.used_at:
        said = f"published on {moment(statement.used_at, zone)}"
    elif statement.approved_by:
        said = f"approved by {statement.approved_by}, not yet published"
    else:
        open_ = ", ".join(blanks(statement.text))
        said = f"by {statement.drafted_by}, not approved{f'; to fill in: {open_}' if open_ else ''}"
    return f'"{statement.name}": {said}'


def _updates(response: Response, zone: ZoneInfo, *, whole: bool) -> Iterator[str]:
    for update in response.updates if whole else response.updates[-2:]:
        yield f"  {moment(update.at, zone)}, {update.who}"
        yield from (f"    {line}" for line in update.text.splitlines())


def _actions(actions: Iterable[Numbered]) -> Iterator[str]:
    for number, action in actions:
        yield f"  {number:>4}  {_box(action)}{one_line(action.text, WIDTH * 2)} ({action.owner})"


def _timeline(entries: Sequence[TimelineEntry], zone: ZoneInfo, *, whole: bool) -> Iterator[str]:
    shown = entries if whole else entries[-LAST:]
    if len(shown) < len(entries):
        yield f"  … {len(entries) - len(shown)} earlier ones with --all"
    for entry in shown:
        who = f" ({entry.who})" if entry.who else ""
        yield f"  {moment(entry.at, zone)}  {one_line(localised(entry.what, zone, entry.at), WIDTH * 2)}{who}"
