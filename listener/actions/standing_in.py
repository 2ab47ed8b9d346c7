"""Somebody stands in for whoever is on call, for a while; kept like all that pages make."""

from __future__ import annotations

from datetime import datetime

from listener.actions import making
from listener.actions.actor import check
from listener.app import App
from listener.wording.moments import utc
from storage.errors import ListenerError
from storage.records import Actor, Made


async def stand_in(app: App, rotation: str, person: str, since: datetime, until: datetime, actor: Actor) -> Made:
    """From a moment to another, in the rotation of that name. Raises ListenerError with what is wrong, Conflict where
    the same person stands in from then on already."""
    check(actor, "oncall")
    if until <= app.clock.now():
        raise ListenerError(f"until {utc(until)} is over already; nobody can stand in any more")
    name = f"{person} in {rotation} from {utc(since)}"
    times = {"from": since.isoformat(), "to": until.isoformat()}
    table = {"name": name, "rotation": rotation, "person": person, **times}
    return await making.add(app, "stand_ins", table, actor)


async def end(app: App, name: str, actor: Actor) -> None:
    """The rotation goes on as it was. Raises ListenerError where it was not made on a page."""
    check(actor, "oncall")
    await making.remove(app, "stand_ins", name, actor)
