"""The reminder of an update that stakeholders were promised: to whom it goes and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from listener.app import App
from listener.contacts import Reach, recipients
from listener.notify.wording import span
from listener.pipeline.notices import compose
from storage.records import Delivery, Incident, Response

ONE_MINUTE = 60


async def reminders(app: App, response: Response, incident: Incident, now: datetime) -> list[Delivery]:
    """To the lead; where the lead has no working channel, to whom the incident's route tells."""
    notice = replace(await compose(app, incident, "reminder", now), note=wording(response, now))
    key = f"{notice.thread}/update-due/{response.version}"
    return [
        Delivery(
            key="/".join((key, way.target, *way.to)),
            target=way.target,
            notice=notice,
            next_try_at=now,
            to=way.to,
            person=way.person,
        )
        for way in _ways(app, response, incident, now)
    ]


def _ways(app: App, response: Response, incident: Incident, now: datetime) -> tuple[Reach, ...]:
    lead = recipients(app.config, f"person:{response.roles.get('lead', '')}", now)
    if lead:
        return tuple(lead)
    told = app.config.route_named(incident.route).targets
    return tuple(dict.fromkeys(way for who in told for way in recipients(app.config, who, now)))


def wording(response: Response, now: datetime) -> str:
    """What the lead reads."""
    promised = response.next_update_at or now
    late = now - promised
    overdue = f", {span(late)} ago" if late.total_seconds() >= ONE_MINUTE else ""
    return (
        f"The update that stakeholders were promised for {promised:%H:%M} UTC{overdue} has not been posted. "
        f"Post it with: listener crisis update {response.incident_id}"
    )
