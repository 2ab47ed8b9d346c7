"""What a person does with an incident: each step is in its timeline and audited, and of two at once one is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from listener.app import App
from listener.messages.addressing import addressed
from listener.messages.compose import compose
from listener.messages.dispatch import save
from listener.messages.recipients import recipients
from rules.alerting import incidents
from storage.errors import Conflict, ListenerError
from storage.records import AuditEntry, Delivery, Incident, NoticeKind, TimelineEntry, Verdict, Who

TRIES = 3
"""How often a step is taken again because the service saved the incident at the same moment."""
Change = Callable[[Incident, datetime], tuple[Incident, Sequence[NoticeKind]]]


async def acknowledge(app: App, id: int, who: str) -> Incident:
    """Take care of it: reminders and pages stop, news is still told. Conflict if somebody else has."""
    return await _step(app, id, who, lambda incident, now: (incidents.acknowledge(incident, who, now), ()))


async def resolve(app: App, id: int, who: str) -> Incident:
    """Say that it is over; those who were told hear of it. Conflict if it was resolved before."""
    return await _step(app, id, who, lambda incident, now: incidents.resolve(incident, who, now))


async def note(app: App, id: int, text: str, who: str) -> Incident:
    """Write a line into its timeline."""
    return await _step(app, id, who, lambda incident, now: (incidents.note(incident, text, who, now), ()))


async def set_severity(app: App, id: int, severity: int, who: str) -> Incident:
    """Raise it (those who are told hear of it) or lower it. Conflict once resolved."""
    if severity not in {1, 2, 3}:
        raise ListenerError(f"severity {severity} does not exist: write 1 (highest), 2 or 3")

    def change(incident: Incident, now: datetime) -> tuple[Incident, Sequence[NoticeKind]]:
        route = app.config.route_named(incident.route)
        return incidents.set_severity(incident, severity, who, route, now), ()

    return await _step(app, id, who, change)


async def hand_over(app: App, id: int, to: str, who: str) -> Incident:
    """Give it to somebody else, who is told of it in every way the configuration knows. Conflict once resolved."""
    told = to != who

    def change(incident: Incident, now: datetime) -> tuple[Incident, Sequence[NoticeKind]]:
        after = incidents.hand_over(incident, to, who, now)
        if not told or after.timeline == incident.timeline or recipients(app.config, Who.person(to), now):
            return after, ()
        unheard = TimelineEntry(at=now, what=f"{to} has to be told in person: the configuration knows no way")
        return replace(after, timeline=(*after.timeline, unheard)), ()

    return await _step(app, id, who, change, to if told else None)


async def verdict(app: App, id: int, useful: bool, who: str) -> Incident:
    """Say whether it was worth telling: each of its rules learns from that. Said again, the later word counts."""
    incident, now = await app.incident(id), app.clock.now()
    if incident.drill:
        raise ListenerError("this is a drill: its posts are made up, and the rules would learn wrong things from it")
    for rule in dict.fromkeys(alert.rule for alert in incident.alerts):
        said = Verdict(incident_id=id, rule=rule, useful=useful, who=who, at=now)
        await app.write(app.store.add_verdict, said)
    what = f"called it {'useful' if useful else 'noise'}"
    return await _step(app, id, who, lambda incident, now: (incidents.note(incident, what, who, now), ()))


async def _step(app: App, id: int, who: str, change: Change, to: str | None = None) -> Incident:
    """Save what `change` makes of the incident, and tell `to`. Its own Conflict is the answer; a save's: look again."""
    for attempt in range(TRIES):
        before, now = await app.incident(id), app.clock.now()
        after, kinds = change(before, now)
        if after == before:
            return before
        try:
            if to and after.timeline != before.timeline:
                await app.write(app.store.commit_incident, after, await _handed(app, after, to, who, now), now)
            else:
                await save(app, before, after, kinds, now)
            break
        except Conflict:
            if attempt == TRIES - 1:
                raise
    if after.timeline != before.timeline:
        entry = AuditEntry(at=now, who=who, what=after.timeline[len(before.timeline)].what, subject=subject(id))
        await app.write(app.store.audit, entry)
    return await app.incident(id)


async def _handed(app: App, incident: Incident, to: str, who: str, now: datetime) -> list[Delivery]:
    """What the next owner is told; once for each time that it is handed over."""
    note = f"{who} has handed this over to you: you take care of it now. If you cannot, hand it on."
    notice = replace(await compose(app, incident, "handover", now), note=note)
    return await addressed(app, incident, notice, [Who.person(to)], now, f"handover-{incident.version}")


def subject(id: int) -> str:
    """What the audit calls an incident."""
    return f"incident {id}"
