"""What a person does with an incident: each step is in its timeline and audited, and of two at once one is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from listener.actions.actor import Action, check
from listener.actions.audit import audit
from listener.app import App
from listener.config.findings import suggest
from listener.messages.addressing import addressed, reached
from listener.messages.audience import audience
from listener.messages.compose import compose
from listener.messages.dispatch import save
from listener.messages.recipients import recipients
from rules.alerting import incidents
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Delivery, Incident, NoticeKind, TimelineEntry, Verdict, Who

TRIES = 3
"""How often a step is taken again because the service saved the incident at the same moment."""
Change = Callable[[Incident, datetime], tuple[Incident, Sequence[NoticeKind]]]


async def acknowledge(app: App, id: int, actor: Actor) -> Incident:
    """Take care of it: reminders and pages stop, news is still told. Conflict if somebody else has."""
    return await _step(
        app, id, actor, "acknowledge", lambda incident, now: (incidents.acknowledge(incident, actor.name, now), ())
    )


async def escalate(app: App, id: int, actor: Actor) -> Incident:
    """Have the next level paged now. Conflict once resolved; ListenerError where nobody is to be paged."""
    check(actor, "escalate")
    for attempt in range(TRIES):
        before, now = await app.incident(id), app.clock.now()
        route = app.config.route_named(before.route)
        try:
            after, page = incidents.escalate(before, reached(app, before, now), actor.name, route, now)
            await save(app, before, after, (), now, (page,) if page else ())
            break
        except ValueError as error:
            raise ListenerError(str(error)) from error
        except Conflict:
            if attempt == TRIES - 1 or before.state == "resolved":
                raise
    await audit(app, actor, after.timeline[len(before.timeline)].what, now, about="incident", id=id)
    return await app.incident(id)


async def resolve(app: App, id: int, actor: Actor) -> Incident:
    """Say that it is over; those who were told hear of it. Conflict if it was resolved before."""
    return await _step(app, id, actor, "resolve", lambda incident, now: incidents.resolve(incident, actor.name, now))


async def note(app: App, id: int, text: str, actor: Actor) -> Incident:
    """Write a line into its timeline."""
    return await _step(
        app, id, actor, "note", lambda incident, now: (incidents.note(incident, text, actor.name, now), ())
    )


async def set_severity(app: App, id: int, severity: int, actor: Actor) -> Incident:
    """Raise it (those who are told hear of it) or lower it. Conflict once resolved."""
    if severity not in {1, 2, 3}:
        raise ListenerError(f"severity {severity} does not exist: write 1 (highest), 2 or 3")

    def change(incident: Incident, now: datetime) -> tuple[Incident, Sequence[NoticeKind]]:
        route = audience(app.config, incident).route
        return incidents.set_severity(incident, severity, actor.name, route, now), ()

    return await _step(app, id, actor, "severity", change)


async def hand_over(app: App, id: int, to: str, actor: Actor) -> Incident:
    """Give it to somebody else, who is told of it in every way the configuration knows. Conflict once resolved."""
    told = to != actor.name
    if any(each.name == to and each.role == "observer" for each in app.config.everybody):
        raise ListenerError(f"{to} is an observer, who looks and takes nothing; hand it over to somebody else")

    def change(incident: Incident, now: datetime) -> tuple[Incident, Sequence[NoticeKind]]:
        after = incidents.hand_over(incident, to, actor.name, now)
        if not told or after.timeline == incident.timeline or recipients(app.config, Who.person(to), now):
            return after, ()
        what = f"{to} has to be told in person: the configuration knows no way"
        unheard = TimelineEntry(at=now, kind="untold", what=what)
        return replace(after, timeline=(*after.timeline, unheard)), ()

    return await _step(app, id, actor, "handover", change, to if told else None)


async def verdict(app: App, id: int, useful: bool, actor: Actor, rule: str | None = None) -> Incident:
    """Say whether it was worth telling: each of its rules, or only `rule`, learns from that. Said again, the later word
    counts. ListenerError for a drill, and where the incident is not of that rule."""
    check(actor, "verdict")
    incident, now = await app.incident(id), app.clock.now()
    if incident.drill:
        raise ListenerError("this is a drill: its posts are made up, and the rules would learn wrong things from it")
    raised = dict.fromkeys(alert.rule for alert in incident.alerts)
    if rule and rule not in raised:
        raise ListenerError(f'the rule "{rule}" did not raise incident {id}; {suggest(rule, raised)}')
    for judged in [rule] if rule else raised:
        said = Verdict(incident_id=id, rule=judged, useful=useful, who=actor.name, at=now)
        await app.write(app.store.add_verdict, said)
    alerts = f'the alert of "{rule}"' if rule else "it"
    what = f"called {alerts} {'useful' if useful else 'noise'}"
    return await _step(
        app, id, actor, "verdict", lambda incident, now: (incidents.judged(incident, what, actor.name, now), ())
    )


async def _step(app: App, id: int, actor: Actor, action: Action, change: Change, to: str | None = None) -> Incident:
    """Save what `change` makes of the incident, and tell `to`. Its own Conflict is the answer; a save's: look again."""
    check(actor, action)
    for attempt in range(TRIES):
        before, now = await app.incident(id), app.clock.now()
        after, kinds = change(before, now)
        if after == before:
            return before
        try:
            if to and after.timeline != before.timeline:
                await app.write(app.store.commit_incident, after, await _handed(app, after, to, actor, now))
            else:
                await save(app, before, after, kinds, now)
            break
        except Conflict:
            if attempt == TRIES - 1:
                raise
    if after.timeline != before.timeline:
        await audit(app, actor, after.timeline[len(before.timeline)].what, now, about="incident", id=id)
    return await app.incident(id)


async def _handed(app: App, incident: Incident, to: str, actor: Actor, now: datetime) -> list[Delivery]:
    """What the next owner is told; once for each time that it is handed over."""
    note = f"{actor.name} has handed this over to you: you take care of it now. If you cannot, hand it on."
    notice = replace(await compose(app, incident, "handover", now), note=note)
    return await addressed(app, incident, notice, [Who.person(to)], now, f"handover-{incident.version}")
