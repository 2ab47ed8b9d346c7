"""Stores a step of an incident together with the messages it makes, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog

from listener.app import App
from listener.messages.addressing import addressed, pages, woken
from listener.messages.audience import audience
from listener.messages.compose import compose
from listener.metrics.counters import NOTICES
from rules.alerting.escalation import Page
from rules.alerting.news import news
from storage.records import Delivery, Incident, NoticeKind

log = structlog.get_logger()


async def save(
    app: App,
    incident: Incident,
    after: Incident,
    kinds: Sequence[NoticeKind],
    now: datetime,
    paged: Sequence[Page] = (),
) -> int:
    """Store an incident's step together with the messages it makes; how many. Conflict if someone else was first."""
    deliveries = [each for page in paged for each in await pages(app, after, page, now)]
    for kind in kinds:
        deliveries += await _notices(app, incident, after, kind, now)
    if after != incident:
        await app.write(app.store.commit_incident, after, deliveries)
    for each in deliveries:
        NOTICES.labels(each.target).inc()
        log.info("notice", kind=each.notice.kind, incident=incident.id, target=each.target, title=each.notice.title)
    return len(deliveries)


async def _notices(app: App, before: Incident, after: Incident, kind: NoticeKind, now: datetime) -> list[Delivery]:
    """A notice for everybody whom it concerns; its keys are the same however often the step is repeated.

    Of news hear those whose routes take it. To those who hear of the incident for the first time, it is a new one.
    """
    heard = audience(app.config, before)
    notice = await compose(app, after, kind, now, news(before))
    whom = (*heard.told, *await woken(app, after, notice.by)) if kind == "resolved" else heard.route.targets
    number = str(notice.number)
    known = [who for who in whom if kind != "updated" or who not in heard.newcomers]
    made = await addressed(app, after, notice, known, now, number)
    if len(known) == len(whom):
        return made
    first = await compose(app, after, "opened", now)
    return [*made, *await addressed(app, after, first, heard.newcomers, now, number)]
