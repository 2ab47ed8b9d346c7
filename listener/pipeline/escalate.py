"""Escalate: take incidents that are due a step further, and put what there is to say into the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from listener.app import App
from listener.pipeline.metrics import NOTICES
from listener.pipeline.notices import compose
from rules import incidents
from storage.errors import Conflict
from storage.records import Delivery, Incident, Notice, NoticeKind

log = structlog.get_logger()


async def escalate(app: App) -> int:
    """Advance every due incident; how many messages that made."""
    now, made = app.clock.now(), 0
    for incident in await app.read(app.store.due_incidents, now):
        try:
            made += await _advance(app, incident, now)
        except Conflict:
            log.info("an incident was changed meanwhile; it is looked at again", incident=incident.id)
        except Exception:
            log.exception("an incident could not be advanced; the others go on", incident=incident.id)
    return made


async def _advance(app: App, incident: Incident, now: datetime) -> int:
    after, kinds = incidents.advance(incident, app.config.route_named(incident.route), now)
    return await save(app, incident, after, kinds, now)


async def save(app: App, incident: Incident, after: Incident, kinds: Sequence[NoticeKind], now: datetime) -> int:
    """Store an incident's step together with the messages it makes; how many. Conflict if someone else was first."""
    route = app.config.route_named(incident.route)
    notices = [await compose(app, after, kind, now) for kind in kinds]
    deliveries = [delivery(notice, target, now) for notice in notices for target in route.targets]
    if after != incident:
        await app.write(app.store.commit_incident, after, deliveries, now)
    for each in deliveries:
        NOTICES.labels(each.target).inc()
        log.info("notice", kind=each.notice.kind, incident=incident.id, target=each.target, title=each.notice.title)
    return len(deliveries)


def delivery(notice: Notice, target: str, now: datetime) -> Delivery:
    """A notice for one target; its key is the same however often the step is repeated."""
    return Delivery(key=f"{notice.thread}/{notice.number}/{target}", target=target, notice=notice, next_try_at=now)
