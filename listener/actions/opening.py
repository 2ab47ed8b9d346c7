"""An incident that a person opens because they know what no rule has seen: it is told and paged like any other."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.actions.commands import LONGEST_TEXT, Unclear
from listener.app import App
from listener.config.findings import suggest
from listener.messages.recipients import policies_of
from listener.wording.text import one_line
from rules.alerting import incidents
from rules.alerting.routing import labels, resolve, together
from rules.base import fingerprint
from storage.errors import Conflict
from storage.records import Actor, Alert, Incident, Scope, TimelineEntry

BY_HAND = "by hand"
"""Stands for the rule in what a person has raised."""
LASTS = timedelta(days=1)
"""For so long it does not end by itself."""
TRIES = 3


async def open_by_hand(app: App, title: str, actor: Actor, *, brand: str | None = None, severity: int = 2) -> Incident:
    """Open it, or where one about the same is open already, put it in there. Unclear with what to write instead."""
    check(actor, "open")
    words = one_line(title, LONGEST_TEXT)
    if not any(letter.isalnum() for letter in words):
        raise Unclear("say in a sentence what has happened")
    if severity not in {1, 2, 3}:
        raise Unclear("the severity must be 1 (highest), 2 or 3")
    _known(app, brand)
    for attempt in range(TRIES):
        now = app.clock.now()
        try:
            saved = await _opened(app, _alert(words, brand, severity, actor, now), actor, now)
            break
        except Conflict:  # a rule was faster; it goes into that one
            if attempt == TRIES - 1:
                raise
    await audit(app, actor, f"opened by hand: {words}", now, about="incident", id=saved.id)
    return saved


async def _opened(app: App, alert: Alert, actor: Actor, now: datetime) -> Incident:
    named = labels(alert, app.config.brand_of_query)
    route = together(resolve(app.config.route, named))
    before = await app.read(app.store.incident, incidents.key(route, named))
    after = incidents.receive(before, [alert], route, named, now, policies_of(app.config, route))
    entry = TimelineEntry(at=now, kind="note", what=f"opened by hand: {alert.summary}", who=actor.name)
    return await app.write(app.store.commit_incident, replace(after, timeline=(*after.timeline, entry)), [])


def _alert(words: str, brand: str | None, severity: int, actor: Actor, now: datetime) -> Alert:
    scope = Scope.brand(brand) if brand else Scope.ALL
    return Alert(
        rule=BY_HAND,
        scope=scope,
        severity=severity,
        fingerprint=fingerprint(BY_HAND, scope, now.isoformat()),
        starts_at=now,
        ends_at=now + LASTS,
        value=1,
        summary=words,
        reasons=(f"{actor.name} opened it by hand.",),
    )


def _known(app: App, brand: str | None) -> None:
    names = [each.name for each in app.config.brands]
    if brand and brand not in names:
        raise Unclear(f'there is no brand "{one_line(brand, 80)}"; {suggest(brand, names) or "none is configured"}')
