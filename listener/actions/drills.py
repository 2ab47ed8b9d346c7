"""Drills: a made or past crisis goes the whole way to the people in it, marked as an exercise in every message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from listener.actions import crises
from listener.actions.actor import check
from listener.app import App
from listener.config.config import Config
from listener.crisis.playbooks import files
from listener.messages.audience import REHEARSED
from listener.messages.compose import telling
from listener.messages.recipients import policies_of
from listener.wording.moments import day_in_words
from rules.alerting import incidents
from rules.alerting.joining import MOST_EVIDENCE
from rules.alerting.routing import Effective, Labels, labels, resolve, together
from rules.base import fingerprint
from rules.response.playbook import Playbook
from rules.response.updates import FIRST
from rules.wording.durations import notation, span
from storage.errors import ListenerError
from storage.records import Actor, Alert, Incident, Response, Scope, TimelineEntry

LASTS = timedelta(minutes=30)
"""How long the posts of a made crisis go on."""
NO_POST = (0,)
"""Evidence of a made alert: the number of no post, so that no real ones are shown in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillPlan:
    """What a drill will do.

    Attributes:
        actor: Who leads it.
        alerts: Each with the labels by which it finds its routes.
        severity: Of the crisis that is declared.
        source: Where the alerts come from, in words.
    """

    playbook: str
    severity: int
    actor: Actor
    alerts: tuple[tuple[Alert, Labels], ...]
    source: str

    def routes(self, config: Config) -> tuple[Effective, ...]:
        """Every route that tells of it, each once."""
        found = (route for _, named in self.alerts for route in resolve(config.route, named))
        return tuple({route.name: route for route in found}.values())


def made(config: Config, book: Playbook, *, brand: str | None, severity: int, actor: Actor, now: datetime) -> DrillPlan:
    """A crisis as the playbook's section "Drill" tells it. Raises ListenerError where the brand is not known."""
    name = _brand(config, brand)
    told = book.filled({"brand": name}).scenario or (f"{name}: a made-up crisis for the playbook {book.title}",)
    alert = Alert(
        rule=_rule(config, name, severity),
        scope=Scope.brand(name),
        severity=severity,
        fingerprint=fingerprint("drill", Scope.brand(name), now.isoformat()),
        starts_at=now,
        ends_at=now + LASTS,
        value=len(told) if book.posts is None else book.posts,
        expected=book.usually,
        summary=told[0],
        reasons=tuple(f"Made-up post: {line}" for line in told[1:]),
        evidence=NO_POST,
    )
    named = labels(alert, config.brand_of_query)
    return DrillPlan(playbook=book.name, severity=severity, actor=actor, alerts=((alert, named),), source="made up")


def past(
    config: Config, book: Playbook, incident: Incident, *, severity: int, actor: Actor, now: datetime
) -> DrillPlan:
    """A past incident's alerts, moved so that the first of them begins now. Raises ListenerError if it has none."""
    if not incident.alerts:
        raise ListenerError(f"incident {incident.id} has no alerts to replay; a drill without an incident makes one up")
    shift = now - min(alert.starts_at for alert in incident.alerts)
    moved = [_moved(alert, shift, now) for alert in incident.alerts]
    named = tuple((alert, labels(alert, config.brand_of_query)) for alert in moved)
    source = f"incident {incident.id} of {day_in_words(incident.opened_at, config.zone)}"
    return DrillPlan(playbook=book.name, severity=severity, actor=actor, alerts=named, source=source)


def _moved(alert: Alert, shift: timedelta, now: datetime) -> Alert:
    return replace(
        alert,
        # Another fingerprint than the real alert's: nobody may take one for the other.
        fingerprint=fingerprint("drill", alert.scope, alert.fingerprint),
        starts_at=alert.starts_at + shift,
        ends_at=max(alert.ends_at + shift, now + LASTS),
    )


def explained(plan: DrillPlan, config: Config) -> str:
    """What will happen, for whoever is asked whether it shall."""
    alert, lead = plan.alerts[0][0], plan.actor.name
    return "\n".join(
        (
            f"This drill ({plan.source}):",
            f'  opens an incident marked DRILL, severity {alert.severity}: "{alert.summary}"',
            *_recipient_lines(config, plan.routes(config)),
            f"  declares it a crisis of severity {plan.severity} with the playbook {plan.playbook}, led by {lead};",
            f"  the first update is due after {span(FIRST[plan.severity])}, and is reminded of",
            "Every message says DRILL. Real incidents, counts and verdicts are left alone, and publishing goes on.",
            "Messages go out while the service runs.",
        )
    )


async def prepared(
    app: App, playbook: str, *, incident: int | None, brand: str | None, severity: int, actor: Actor
) -> DrillPlan:
    """The plan for a playbook and a past incident, or a made one where none is given. Raises ListenerError."""
    book = await app.read(files.playbook, app.config.folder, playbook)
    if incident is None:
        return made(app.config, book, brand=brand, severity=severity, actor=actor, now=app.clock.now())
    replayed = await app.incident(incident)
    replayed = replace(replayed, alerts=tuple([await _with_posts(app, alert) for alert in replayed.alerts]))
    return past(app.config, book, replayed, severity=severity, actor=actor, now=app.clock.now())


async def _with_posts(app: App, alert: Alert) -> Alert:
    """With the posts of its own time: looked for later, they would be those of the drill's time."""
    found = tuple(each.id for each in await telling(app, [alert]))
    return replace(alert, evidence=found[:MOST_EVIDENCE] or NO_POST)


async def start(app: App, plan: DrillPlan) -> Response:
    """Open the incidents of a drill and declare the first of them a crisis; its record."""
    check(plan.actor, "drill")
    opened = [
        await app.write(app.store.commit_incident, incident, [])
        for incident in _incidents(app.config, plan, app.clock.now())
    ]
    id = opened[0].id
    assert id is not None
    return await crises.declare(app, id, severity=plan.severity, actor=plan.actor, playbook=plan.playbook, take=False)


def _incidents(config: Config, plan: DrillPlan, now: datetime) -> Sequence[Incident]:
    """As evaluation would open them, under keys of their own, so that no real incident takes part."""
    opened: dict[str, Incident] = {}
    for alert, named in plan.alerts:
        route = together(resolve(config.route, named))
        key = f"drill {now:%Y%m%dT%H%M%SZ} {incidents.key(route, named)}"
        shown = replace(alert, rule=f"{REHEARSED}{alert.rule}")
        opened[key] = incidents.receive(opened.get(key), [shown], route, named, now, policies_of(config, route))
    return [_marked(incident, key, plan, now) for key, incident in opened.items()]


def _marked(incident: Incident, key: str, plan: DrillPlan, now: datetime) -> Incident:
    what = f"drill, {plan.source}, playbook {plan.playbook}"
    begun = TimelineEntry(at=now, kind="drill", what=what, who=plan.actor.name)
    return replace(incident, key=key, drill=True, follows=None, timeline=(begun, *incident.timeline))


def _brand(config: Config, brand: str | None) -> str:
    own = [one.name for one in config.brands if one.role == "own"] or [one.name for one in config.brands]
    if brand is None and own:
        return own[0]
    if brand in {one.name for one in config.brands}:
        return str(brand)
    known = ", ".join(one.name for one in config.brands) or "none; add [[brands]] to the configuration"
    raise ListenerError(f'the configuration has no brand "{brand or ""}"; there are: {known}')


def _rule(config: Config, brand: str, severity: int) -> str:
    """A rule that could have raised it, so that routes that look at the rule take it too."""
    near = [rule for rule in config.rules if rule.scope in (Scope.brand(brand), Scope.ALL)]
    best = sorted(near, key=lambda rule: (rule.severity != severity, rule.scope == Scope.ALL))
    return best[0].name if best else "drill"


def _recipient_lines(config: Config, routes: Sequence[Effective]) -> Iterable[str]:
    """Each target once, however many routes name it."""
    route = together(routes)
    told = ", ".join(route.targets) or "nobody"
    wait = f"after it has waited {notation(route.group_wait)} for what belongs to it" if route.group_wait else "at once"
    names = ", ".join(each.name for each in routes)
    yield f"  tells {told} {wait} ({'route' if len(routes) == 1 else 'routes'} {names})"
    for policy in policies_of(config, route):
        steps = "; then ".join(f"{', '.join(level.members)} ({notation(level.timeout)})" for level in policy.levels)
        yield f"  pages until somebody takes it, by the policy {policy.name}: {steps}"
