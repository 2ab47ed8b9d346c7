"""The reminder of an update that stakeholders were promised: to whom it goes and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from listener.app import App
from listener.messages.addressing import addressed
from listener.messages.audience import audience
from listener.messages.compose import compose
from listener.messages.recipients import recipients
from listener.wording.durations import span
from listener.wording.moments import clock
from rules.response.updates import AGAIN
from storage.records import Delivery, Incident, Response, Who

ONE_MINUTE = 60


async def reminders(app: App, response: Response, incident: Incident, now: datetime) -> list[Delivery]:
    """To the lead, quiet hours or not, since who leads a crisis is awake, and to the executive too when a reminder was
    not enough; where they have no working channel, to those who hear of the incident."""
    composed = await compose(app, incident, "reminder", now)
    notice = replace(composed, severity=response.severity, note=wording(response, now, app.config.zone))
    number = f"update-due-{response.version}"
    whom = _whom(app, response, now) or audience(app.config, incident).told
    return [replace(one, next_try_at=now) for one in await addressed(app, incident, notice, whom, now, number)]


def _whom(app: App, response: Response, now: datetime) -> tuple[Who, ...]:
    """Those who are meant and can be reached."""
    promised = response.next_update_at
    duties = ("lead", "executive") if promised and now - promised >= AGAIN else ("lead",)
    people = [Who.person(response.duties[duty]) for duty in duties if duty in response.duties]
    return tuple(person for person in people if recipients(app.config, person, now))


def wording(response: Response, now: datetime, zone: ZoneInfo) -> str:
    """What the lead reads."""
    promised = response.next_update_at or now
    late = now - promised
    overdue = f", {span(late)} ago" if late.total_seconds() >= ONE_MINUTE else ""
    at = clock(promised, zone)
    return (
        f"The update that stakeholders were promised for {at}{overdue} has not been posted. "
        f"Post it with: listener crisis update {response.incident_id}"
    )
