"""People write beside the counts what happened at a moment; what they remove can come back."""

from __future__ import annotations

from datetime import datetime, timedelta

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.config.findings import suggest
from listener.wording.moments import utc
from listener.wording.text import one_line
from storage.errors import ListenerError
from storage.records import Actor, Annotation

LONGEST = 200
AHEAD = timedelta(days=366)
"""What is planned may be written down so long before it happens."""
FIRST = 1990


async def add(app: App, at: datetime, text: str, brand: str | None, actor: Actor) -> Annotation:
    """Write a word about a moment, of one brand or of all. ListenerError says what is wrong."""
    check(actor, "annotations")
    now = app.clock.now()
    said = one_line(text, LONGEST + 1)
    if not any(letter.isalnum() for letter in said):
        raise ListenerError("say in a few words what happened: price rise announced")
    if len(said) > LONGEST:
        raise ListenerError(f"that is too long to stand in a chart; {LONGEST} letters are the most")
    if at.year < FIRST or at > now + AHEAD:
        raise ListenerError(f"that moment is too far away; write one between {FIRST} and a year from now")
    known = [each.name for each in app.config.brands]
    if brand is not None and brand not in known:
        raise ListenerError(f'there is no brand "{brand}"; {suggest(brand, known) or "none is configured"}')
    made = Annotation(at=at, text=said, brand=brand, who=actor.name, made_at=now)
    saved = await app.write(app.store.annotate, made)
    await audit(app, actor, f"annotated {described(saved)}", now, about="annotation", id=saved.id)
    return saved


async def remove(app: App, id: int, actor: Actor) -> Annotation:
    """Show one no more. ListenerError where there is none of that number."""
    check(actor, "annotations")
    return await _turn(app, id, actor, gone=True)


async def restore(app: App, id: int, actor: Actor) -> Annotation:
    """Show one again that was removed. ListenerError where there is none of that number."""
    check(actor, "annotations")
    return await _turn(app, id, actor, gone=False)


def described(annotation: Annotation) -> str:
    """As a line of the audit has it."""
    return f'{utc(annotation.at)}, {annotation.brand or "all brands"}: "{annotation.text}"'


async def _turn(app: App, id: int, actor: Actor, *, gone: bool) -> Annotation:
    now = app.clock.now()
    found = await app.read(app.store.annotation, id)
    if found is None or not await app.write(app.store.remove_annotation, id, now if gone else None):
        what = "to remove" if gone else "that was removed"
        raise ListenerError(f"there is no annotation {id} {what}; `listener annotate list` shows those that there are")
    did = "removed the annotation" if gone else "brought back the annotation"
    await audit(app, actor, f"{did} {described(found)}", now, about="annotation", id=id)
    return found
