"""Escalate: take incidents that are due a step further, and put what there is to say into the outbox."""

from __future__ import annotations

from datetime import datetime

import structlog

from listener.app import App
from listener.messages.addressing import reached
from listener.messages.audience import audience
from listener.messages.dispatch import save
from rules.alerting import incidents
from rules.alerting.silencing import is_silenced
from storage.errors import Conflict, StoreError
from storage.records import Incident

log = structlog.get_logger()


async def escalate(app: App) -> int:
    """Advance every due incident that nobody silenced; how many messages that made."""
    now, made = app.clock.now(), 0
    silences = await app.read(app.store.silences, now)
    for incident in await app.read(app.store.due_incidents, now):
        if is_silenced(incident, app.config.brand_of_query, silences, now):
            continue
        try:
            made += await _advance(app, incident, now)
        except Conflict:
            log.info("an incident was changed meanwhile; it is looked at again", incident=incident.id)
        except StoreError:
            raise
        except Exception as error:
            if app.troubles.is_new("incident", str(incident.id), error):
                log.exception("an incident could not be advanced; the others go on", incident=incident.id)
        else:
            app.troubles.is_over("incident", str(incident.id))
    return made


async def _advance(app: App, incident: Incident, now: datetime) -> int:
    route = audience(app.config, incident).route
    after, kinds, pages = incidents.step(incident, route, reached(app, incident, now), now)
    return await save(app, incident, after, kinds, now, pages)
