"""Alerts that nobody is told of: those that a silence or another alert holds back; each is audited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from listener.app import App
from listener.wording.moments import utc
from rules.alerting.routing import labels
from rules.alerting.silencing import continues, going_on, inhibited, judged_at, silenced
from storage.records import Alert, AuditEntry, AuditSubject, Incident, Silence

log = structlog.get_logger()

By = tuple[AuditSubject, int | None]
"""What holds an alert back: a silence of that number, or an inhibition."""


async def audible(app: App, alerts: Sequence[Alert], now: datetime) -> list[Alert]:
    """The alerts that may be told. The others are audited and count as never raised: a lasting rule raises its alert
    at each evaluation, so that one that goes on is told once nothing holds it back."""
    if not alerts:
        return []
    silences = await app.read(app.store.silences, min(judged_at(alert, now) for alert in alerts))
    if not silences and not app.config.inhibitions:
        return list(alerts)
    incidents = await _incidents(app)
    told = []
    for alert in alerts:
        held = _held(app, alert, silences, incidents, now)
        if held is None or continues(alert, incidents):
            told.append(alert)
        else:
            await _note(app, alert, *held, now)
    return told


async def _incidents(app: App) -> list[Incident]:
    """All unresolved ones, and the newest others: an alert of the last day is judged by what went on then."""
    unresolved = await app.read(app.store.incidents, unresolved=True, limit=1000)
    return unresolved + [one for one in await app.read(app.store.incidents) if one.state == "resolved"]


def _held(
    app: App, alert: Alert, silences: Sequence[Silence], incidents: Sequence[Incident], now: datetime
) -> tuple[By, str] | None:
    """What holds an alert back and why, in words; None: nothing does."""
    brands, moment = app.config.brand_of_query, judged_at(alert, now)
    named = labels(alert, brands)
    if by := silenced(named, silences, moment):
        return ("silence", by.id), f"silenced by {by.who} until {utc(by.ends_at)} ({by.reason})"
    if not app.config.inhibitions:
        return None
    others = [labels(each, brands) for each in going_on(incidents, moment)]
    if source := inhibited(named, others, app.config.inhibitions):
        return ("inhibition", None), f'not told while "{source["rule"]}" goes on'
    return None


async def _note(app: App, alert: Alert, by: By, why: str, now: datetime) -> None:
    """Audit it; an alert that is raised again and again while it lasts, once."""
    (about, id), fingerprint = by, alert.fingerprint
    log.info("an alert is held back", rule=alert.rule, scope=alert.scope, severity=alert.severity, why=why)
    if alert.lasting:
        before = await app.read(app.store.audited, 1, about=about, id=id, fingerprint=fingerprint)
        if before and before[0].at >= alert.starts_at:
            return
    entry = AuditEntry(
        at=now,
        who="listener",
        via="service",
        what=f"{why}: {alert.summary}",
        about=about,
        id=id,
        fingerprint=fingerprint,
    )
    await app.write(app.store.audit, entry)
