"""Stores a step of an incident together with the messages it makes, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from listener.app import App
from listener.messages.addressing import addressed, pages
from listener.messages.compose import compose
from listener.metrics.counters import NOTICES
from rules.alerting.escalation import Page
from storage.records import Delivery, Incident, NoticeKind

log = structlog.get_logger()


async def save(
    app: App,
    incident: Incident,
    after: Incident,
    kinds: Sequence[NoticeKind],
    now: datetime,
    page: Page | None = None,
) -> int:
    """Store an incident's step together with the messages it makes; how many. Conflict if someone else was first."""
    deliveries = await pages(app, after, page, now) if page else []
    for kind in kinds:
        deliveries += await _route_notices(app, after, kind, now)
    if after != incident:
        await app.write(app.store.commit_incident, after, deliveries)
    for each in deliveries:
        NOTICES.labels(each.target).inc()
        log.info("notice", kind=each.notice.kind, incident=incident.id, target=each.target, title=each.notice.title)
    return len(deliveries)


async def _route_notices(app: App, incident: Incident, kind: NoticeKind, now: datetime) -> list[Delivery]:
    """A notice for everybody whom the route tells; its keys are the same however often the step is repeated."""
    notice = await compose(app, incident, kind, now)
    route = app.config.route_named(incident.route)
    return await addressed(app, incident, notice, route.targets, now, str(notice.number))
