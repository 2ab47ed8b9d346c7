"""What a form of the inbox asks for, done in the name of whoever sent it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from listener.actions import cases, correcting
from listener.actions.cases import Done
from listener.actions.commands import Unclear
from listener.app import App
from listener.web.inbox import Place
from listener.wording import moments
from listener.wording.text import without_controls
from storage.records import Actor

PICK = "pick:"
Fields = Mapping[str, str]
Step = Callable[[App, list[int], Fields, Actor], Awaitable[Done]]
SNOOZES = {"1h": timedelta(hours=1), "4h": timedelta(hours=4), "1d": timedelta(days=1), "3d": timedelta(days=3)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What became of a form.

    Attributes:
        said: What could not be done, in words; "" where all was.
        act: Number of what can be taken back.
        back: The cases that are again as they were, because something was taken back.
    """

    said: str = ""
    act: int | None = None
    back: tuple[int, ...] = ()


async def work(app: App, fields: Fields, actor: Actor) -> Worked:
    """Do it. Raises Unclear, Conflict or another ListenerError with what to do instead."""
    action = fields.get("action", "")
    if action == "undo":
        _, done = await cases.undo(app, actor, _number(fields.get("act", "")))
        return Worked(said=_refused(done), back=tuple(case.id for case in done.cases if case.id is not None))
    if action in ("view", "unview"):
        return await _view(app, action, fields, actor)
    step = STEPS.get(action)
    if step is None:
        raise Unclear("this is nothing that can be done here")
    done = await step(app, picked(fields), fields, actor)
    return Worked(said=_refused(done), act=done.act.id if done.act else None)


def picked(fields: Fields) -> list[int]:
    """The cases that a form is about: those that were picked, else the one that is read."""
    many = [name.removeprefix(PICK) for name in fields if name.startswith(PICK)]
    numbers = [_number(each) for each in (many if "bulk" in fields else [fields.get("id", "")])]
    return [each for each in numbers if each is not None]


async def _view(app: App, action: str, fields: Fields, actor: Actor) -> Worked:
    if action == "view":
        name = fields.get("name", "")
        await cases.save_view(app, name, Place.of(fields).wanted, actor, replace=fields.get("replace") == name)
    else:
        await cases.remove_view(app, fields.get("name", ""), actor)
    return Worked()


def _refused(done: Done) -> str:
    return "; ".join(f"case {id} is left as it is: {why}" for id, why in done.refused[:5])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


async def _assign(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    kind, _, name = fields.get("to", "").partition(":")
    if kind == "team":
        return await cases.assign(app, ids, actor, team=name)
    return await cases.assign(app, ids, actor, to=name or None)


async def _snooze(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    return await cases.hold(app, ids, actor, _until(app, fields))


def _until(app: App, fields: Fields) -> datetime:
    length, until = SNOOZES.get(fields.get("length", "")), fields.get("until", "")
    if until:
        try:
            return moments.ahead(until, now=app.clock.now(), zone=app.config.zone)
        except ValueError as error:
            raise Unclear(str(error)) from None
    if length is None:
        raise Unclear("say until when it is put off")
    return app.clock.now() + length


async def _tag(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    return await cases.label(
        app, ids, actor, add=fields.get("add", "").replace(",", " ").split(), remove=fields.get("remove", "").split()
    )


async def _draft(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    return await cases.draft(app, _one(ids), _prose(fields.get("text", "")), actor)


async def _approve(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    return await cases.approve(app, _one(ids), fields.get("text", ""), actor)


async def _answered(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    return await cases.answered(app, _one(ids), fields.get("url", ""), actor)


async def _note(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    return await cases.note(app, ids, _prose(fields.get("text", "")), actor)


async def _correct(app: App, ids: list[int], fields: Fields, actor: Actor) -> Done:
    head, _, brand = fields.get("head", "").partition(":")
    return await correcting.correct(app, _one(ids), head, fields.get("label", ""), actor, brand)


def _one(ids: list[int]) -> int:
    if len(ids) != 1:
        raise Unclear("this is done with one case at a time")
    return ids[0]


def _prose(text: str) -> str:
    """What somebody wrote, its lines kept, without what steers programs."""
    return "\n".join(map(without_controls, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


STEPS: Mapping[str, Step] = {
    "take": lambda app, ids, _, actor: cases.take(app, ids, actor),
    "assign": _assign,
    "hold": lambda app, ids, _, actor: cases.hold(app, ids, actor),
    "snooze": _snooze,
    "close": lambda app, ids, _, actor: cases.close(app, ids, actor),
    "reopen": lambda app, ids, _, actor: cases.reopen(app, ids, actor),
    "note": _note,
    "tag": _tag,
    "draft": _draft,
    "approve": _approve,
    "answered": _answered,
    "correct": _correct,
}
