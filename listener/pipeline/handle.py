"""What a person does with an incident: each step is in its timeline, and of two people at once one is told."""

from __future__ import annotations

from listener.app import App
from listener.pipeline.escalate import save
from rules import incidents
from storage.errors import ListenerError
from storage.records import Incident


async def acknowledge(app: App, id: int, who: str) -> Incident:
    """Take care of it: reminders stop, news is still told. Conflict if somebody else has."""
    before, now = await _found(app, id), app.clock.now()
    await save(app, before, incidents.acknowledge(before, who, now), (), now)
    return await _found(app, id)


async def resolve(app: App, id: int, who: str) -> Incident:
    """Say that it is over; those who were told hear of it. Conflict if it was resolved before."""
    before, now = await _found(app, id), app.clock.now()
    after, kinds = incidents.resolve(before, who, now)
    await save(app, before, after, kinds, now)
    return await _found(app, id)


async def note(app: App, id: int, text: str, who: str) -> Incident:
    """Write a line into its timeline."""
    before, now = await _found(app, id), app.clock.now()
    await save(app, before, incidents.note(before, text, who, now), (), now)
    return await _found(app, id)


async def _found(app: App, id: int) -> Incident:
    incident = await app.read(app.store.incident_by_id, id)
    if incident is None:
        raise ListenerError(f"there is no incident {id}; `listener incidents list` shows those that there are")
    return incident
