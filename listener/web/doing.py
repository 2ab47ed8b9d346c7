"""What a form of a page asks for, done in the name that it gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from listener.actions import silences
from listener.actions.commands import LONGEST_NAME, LONGEST_TEXT, Unclear, carry_out, command
from listener.actions.leading import lead
from listener.app import App
from listener.crisis.playbooks.variables import brand
from listener.web.acting import is_name
from listener.web.security.visitor import Visitor
from listener.wording.text import one_line
from storage.records import Actor, Incident, Silence

CRISIS = "crisis-"
"""What is done with the crisis record begins so."""
MUTES = {"1": timedelta(hours=1), "4": timedelta(hours=4), "24": timedelta(hours=24)}


async def do(app: App, id: int, fields: Mapping[str, str], whoever: Visitor) -> str:
    """Do it; the name of whoever did. Raises Unclear, Conflict or another ListenerError with what to do instead."""
    action = fields.get("action", "")
    if action == "mute":
        await mute(app, await app.incident(id), fields, actor := named(fields, whoever))
        return actor.name
    if action.startswith(CRISIS):
        await lead(app, id, action.removeprefix(CRISIS), fields, actor := named(fields, whoever))
        return actor.name
    names = {"action", "text", "to", "severity"}
    actor = named(fields, whoever)
    wanted = command({name: value for name, value in fields.items() if value and name in names} | {"who": actor.name})
    await carry_out(app, id, wanted, actor)
    return actor.name


def named(fields: Mapping[str, str], whoever: Visitor) -> Actor:
    """Whoever has signed in; without accounts whoever gives a name. Raises Unclear where there is none."""
    typed = one_line(fields.get("who", ""), LONGEST_NAME)
    if whoever.is_local and not is_name(typed):
        raise Unclear("your name is missing")
    actor = whoever.acting(typed)
    assert actor is not None  # the gate lets nobody else come this far
    return actor


async def mute(app: App, incident: Incident, fields: Mapping[str, str], actor: Actor) -> Silence:
    """Hold back what is told about the incident's brand for a while, or what its rules tell where it has none."""
    length = MUTES.get(fields.get("hours", ""))
    if length is None:
        raise Unclear(f"say for how many hours: {', '.join(MUTES)}")
    about = brand(app.config, incident)
    rules = tuple(dict.fromkeys(each.rule for each in incident.alerts))
    match: dict[str, tuple[str, ...]] = {"brand": (about,)} if about else {"rule": rules}
    now = app.clock.now()
    if "really" not in fields:
        match["severity"] = ("2", "3")
    silence = Silence(
        match=match,
        who=actor.name,
        reason=one_line(fields.get("text", ""), LONGEST_TEXT),
        starts_at=now,
        ends_at=now + length,
    )
    return await silences.begin(app, silence, actor, really="really" in fields)
