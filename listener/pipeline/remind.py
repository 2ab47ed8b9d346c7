"""Remind: leads hear of updates to stakeholders that are overdue."""

from __future__ import annotations

from datetime import datetime

import structlog

from listener.app import App
from listener.messages.reminders import reminders
from rules.response import updates
from storage.errors import Conflict, StoreError
from storage.records import Response

log = structlog.get_logger()


async def remind(app: App) -> int:
    """Remind the leads of updates that are overdue; how many messages that made."""
    now, made = app.clock.now(), 0
    for response in await app.read(app.store.due_responses, now):
        try:
            made += await _remind(app, response, now) if updates.due(response, now) else 0
        except Conflict:
            log.info("a crisis record was changed meanwhile; it is looked at again", incident=response.incident_id)
        except StoreError:
            raise
        except Exception:
            log.exception("a reminder could not be made; the others go on", incident=response.incident_id)
    return made


async def _remind(app: App, response: Response, now: datetime) -> int:
    incident = await app.incident(response.incident_id)
    deliveries = await reminders(app, response, incident, now)
    await app.write(app.store.commit_response, updates.remind(response, now), deliveries)
    log.info("reminded of an update that is due", incident=incident.id, messages=len(deliveries))
    return len(deliveries)
