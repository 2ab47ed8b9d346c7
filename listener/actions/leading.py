"""What somebody wants done in a crisis, as a form or a program writes it: fields of text become a step of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import get_args

from listener.actions import crises, debriefing
from listener.actions.commands import LONGEST_NAME, LONGEST_TEXT, Unclear
from listener.app import App
from listener.config.reports import Format
from listener.wording.text import one_line, without_controls
from rules.response import statements, steps, updates
from storage.records import Actor, Response, Who

LONGEST_STATEMENT = 8000
Fields = Mapping[str, str]
Make = Callable[[App, Fields, str], crises.Step]


async def lead(app: App, id: int, action: str, fields: Fields, actor: Actor) -> Response:
    """Do it. Raises Unclear where a field is missing, Conflict if somebody was first, ListenerError for the rest."""
    if action == "declare":
        return await declare(app, id, fields, actor)
    if action == "ask":
        return await crises.ask(app, id, _line(fields, "name"), _line(fields, "to"), actor)
    if action == "report":
        return await debriefing.send(app, id, told(fields), _formats(fields), actor)
    if action not in STEPS:
        known = ", ".join((*STEPS, "ask", "report"))
        raise Unclear(f'there is no "{one_line(action, LONGEST_NAME)}" in a crisis; there are: {known}')
    return await crises.change(app, id, actor, STEPS[action](app, fields, actor.name), told(fields))


async def declare(app: App, id: int, fields: Fields, actor: Actor) -> Response:
    """Make the incident a crisis."""
    settings = {
        name.removeprefix("set:"): _line(fields, name) for name in fields if name.startswith("set:") and fields[name]
    }
    book = _line(fields, "playbook") or None
    severity = _number(fields, "severity", "the severity")
    return await crises.declare(app, id, severity=severity, actor=actor, playbook=book, settings=settings)


def told(fields: Fields) -> tuple[Who, ...]:
    """Who gets an update or a report: the fields `tell:NAME` that are ticked. Raises Unclear."""
    try:
        return tuple(Who.parse(name.removeprefix("tell:")) for name in fields if name.startswith("tell:"))
    except ValueError as error:
        raise Unclear(f"who is told {error}") from None


def _formats(fields: Fields) -> tuple[Format, ...]:
    """What is enclosed: the fields `as:FORMAT` that are ticked, else the page."""
    return tuple(each for each in get_args(Format) if f"as:{each}" in fields) or ("html",)


def _phase(_: App, fields: Fields, who: str) -> crises.Step:
    phase, note = _line(fields, "phase"), _line(fields, "text")
    return lambda crisis, now: steps.move(crisis, phase, who, now, note)


def _duty(_: App, fields: Fields, who: str) -> crises.Step:
    duty, person = _line(fields, "duty"), _line(fields, "to")
    return lambda crisis, now: steps.assign(crisis, duty, person, who, now)


def _grade(_: App, fields: Fields, who: str) -> crises.Step:
    severity = _number(fields, "severity", "the severity")
    return lambda crisis, now: steps.grade(crisis, severity, who, now)


def _note(_: App, fields: Fields, who: str) -> crises.Step:
    text = _line(fields, "text")
    return lambda crisis, now: steps.note(crisis, text, who, now)


def _numbered(step: Callable[..., Response], _: App, fields: Fields, who: str) -> crises.Step:
    number = _number(fields, "number", "the number")
    return lambda crisis, now: step(crisis, number, who, now)


def _add(_: App, fields: Fields, who: str) -> crises.Step:
    text, owner = _line(fields, "text"), _line(fields, "to") or None
    return lambda crisis, now: steps.add_task(crisis, text, owner, who, now)


def _update(app: App, fields: Fields, who: str) -> crises.Step:
    parts = {name: _line(fields, name) for name in ("status", "scope", "actions", "workaround")}
    wait = timedelta(minutes=_number(fields, "minutes", "the minutes")) if fields.get("minutes") else None
    zone = app.config.zone
    return lambda crisis, now: updates.post(crisis, updates.Told(**parts), who, now, wait, zone)


def _draft(_: App, fields: Fields, who: str) -> crises.Step:
    name, text = _line(fields, "name"), _paragraphs(fields, "text")
    return lambda crisis, now: statements.draft(crisis, name, text, who, now)


def _edit(_: App, fields: Fields, who: str) -> crises.Step:
    name, text, read = _line(fields, "name"), _paragraphs(fields, "text"), _line(fields, "read")
    return lambda crisis, now: statements.edit(crisis, name, text, who, now, read)


def _complete(_: App, fields: Fields, who: str) -> crises.Step:
    name = _line(fields, "name")
    blanks = {key.removeprefix("set:"): _line(fields, key) for key in fields if key.startswith("set:") and fields[key]}
    return lambda crisis, now: statements.complete(crisis, name, blanks, who, now)


def _approve(app: App, fields: Fields, who: str) -> crises.Step:
    name, read, barred = _line(fields, "name"), _line(fields, "read"), app.config.undeciding
    return lambda crisis, now: statements.approve(crisis, name, who, now, barred, read)


def _publish(app: App, fields: Fields, who: str) -> crises.Step:
    name, read, zone = _line(fields, "name"), _line(fields, "read"), app.config.zone
    return lambda crisis, now: statements.use(crisis, name, who, now, zone, read)


def _simple(step: Callable[..., Response], _: App, __: Fields, who: str) -> crises.Step:
    return lambda crisis, now: step(crisis, who, now)


def _resolve(_: App, fields: Fields, who: str) -> crises.Step:
    said = _line(fields, "text")
    return lambda crisis, now: steps.resolve(crisis, said, who, now)


def _action(_: App, fields: Fields, who: str) -> crises.Step:
    text, owner = _line(fields, "text"), _line(fields, "to")
    return lambda crisis, now: steps.act(crisis, text, owner, who, now)


STEPS: Mapping[str, Make] = {
    "phase": _phase,
    "duty": _duty,
    "severity": _grade,
    "note": _note,
    "take": partial(_numbered, steps.take),
    "done": partial(_numbered, steps.finish),
    "undone": partial(_numbered, steps.unfinish),
    "task": _add,
    "update": _update,
    "draft": _draft,
    "edit": _edit,
    "complete": _complete,
    "approve": _approve,
    "publish": _publish,
    "pause": partial(_simple, steps.pause),
    "resume": partial(_simple, steps.resume),
    "resolve": _resolve,
    "action": _action,
    "action-done": partial(_numbered, steps.finish_action),
    "close": partial(_simple, steps.close),
}


def _line(fields: Fields, name: str) -> str:
    return one_line(fields.get(name, ""), LONGEST_TEXT)


def _paragraphs(fields: Fields, name: str) -> str:
    lines = fields.get(name, "").replace("\r\n", "\n")[:LONGEST_STATEMENT].split("\n")
    return "\n".join(without_controls(line).rstrip() for line in lines).strip()


def _number(fields: Fields, name: str, what: str) -> int:
    text = _line(fields, name)
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise Unclear(f"{what} must be a number")
    return int(text)
