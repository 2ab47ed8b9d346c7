"""Exports that are written beside everything else: asked for, called off, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from listener.actions.actor import Denied, check, may
from listener.actions.audit import audit
from listener.app import App
from listener.explore.shelf import place
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Export

MOST = 3
"""Exports of one person that wait or are written at once."""


async def begin(app: App, asked: Mapping[str, str], format: str, actor: Actor) -> Export:
    """Have one written. ListenerError where somebody has enough of them under way."""
    check(actor, "exports")
    under_way = [each for each in await app.read(app.store.exports) if each.who == actor.name and not each.is_over]
    if len(under_way) >= MOST:
        raise ListenerError(f"{MOST} exports of yours are under way; wait for one of them, or call it off")
    now = app.clock.now()
    made = await app.write(app.store.add_export, Export(asked=dict(asked), format=format, who=actor.name, asked_at=now))
    app.exports_asked.set()
    await audit(app, actor, f"asked for export {made.id} ({format})", now, about="export", id=made.id)
    return made


async def took_along(app: App, what: str, format: str, count: int, actor: Actor) -> None:
    """Write down that somebody takes a list along as a file. Raises Denied."""
    check(actor, "exports")
    await audit(app, actor, f"took {what} along ({format}, {count:,})", app.clock.now(), about="export", id=None)


async def own(app: App, id: int, actor: Actor) -> Export:
    """The export of that number, for whoever asked for it, and for managers. Raises ListenerError and Denied."""
    check(actor, "exports")
    found = await app.read(app.store.export_of, id)
    if found is None:
        raise ListenerError(f"there is no export {id} any more")
    if found.who != actor.name and not may(actor, "reports"):
        raise Denied(f"export {id} is somebody else's; ask for one of your own")
    return found


async def cancel(app: App, id: int, actor: Actor) -> Export:
    """Write no more of it. Raises Conflict where it is over already."""
    check(actor, "exports")
    found = await own(app, id, actor)
    ended = replace(found, status="cancelled", note=f"called off by {actor.name}")
    if found.is_over or not await app.write(app.store.save_export, ended):
        raise Conflict(f"export {id} is over already")
    await audit(app, actor, f"called export {id} off", app.clock.now(), about="export", id=id)
    return ended


async def remove(app: App, id: int, actor: Actor) -> None:
    """Take its file away, and forget it; one that is under way is called off."""
    check(actor, "exports")
    found = await own(app, id, actor)
    await app.write(app.store.remove_export, id)
    place(app.config.store, found).unlink(missing_ok=True)
    await audit(app, actor, f"removed export {id}", app.clock.now(), about="export", id=id)
