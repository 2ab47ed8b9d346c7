"""A verdict on one of the rules that raised an incident; `incidents.verdict` judges them all at once."""

from __future__ import annotations

from listener.actions import incidents
from listener.app import App
from listener.config.findings import suggest
from storage.errors import ListenerError
from storage.records import Incident, Verdict


async def of_rule(app: App, id: int, rule: str, useful: bool, who: str) -> Incident:
    """Say whether one rule's alert was worth telling. ListenerError where the incident is not of that rule."""
    incident = await app.incident(id)
    if incident.drill:
        raise ListenerError("this is a drill: its posts are made up, and the rules would learn wrong things from it")
    raised = dict.fromkeys(alert.rule for alert in incident.alerts)
    if rule not in raised:
        raise ListenerError(f'the rule "{rule}" did not raise incident {id}; {suggest(rule, raised)}')
    said = Verdict(incident_id=id, rule=rule, useful=useful, who=who, at=app.clock.now())
    await app.write(app.store.add_verdict, said)
    return await incidents.note(app, id, f'called the alert of "{rule}" {"useful" if useful else "noise"}', who)
