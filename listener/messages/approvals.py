"""What somebody is told who is asked to approve a holding statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from listener.app import App
from listener.messages.addressing import addressed
from listener.messages.compose import compose
from listener.messages.recipients import recipients
from storage.errors import ListenerError
from storage.records import Delivery, Incident, Response, Who


def askable(app: App, whom: str, now: datetime) -> None:
    """Raises ListenerError where nothing reaches them, before anything is written down."""
    if not recipients(app.config, Who.person(whom), now):
        raise ListenerError(
            f"nothing reaches {whom}, who was not asked: call them; a person needs `mail` or `targets` below [[people]]"
        )


async def approval_wanted(
    app: App, response: Response, incident: Incident, name: str, whom: str, by: str, now: datetime
) -> list[Delivery]:
    """A message on each way to them, quiet hours or not: people wait for it before they may speak."""
    composed = await compose(app, incident, "reminder", now)
    note = (
        f"{by} asks you to approve the statement \u201c{name}\u201d, which waits for you. Read it on the page of the "
        f"incident, or with: listener crisis statement list {response.incident_id}"
    )
    notice = replace(composed, severity=response.severity, note=note)
    number = f"approval-{response.version}"
    made = await addressed(app, incident, notice, [Who.person(whom)], now, number)
    return [replace(one, next_try_at=now) for one in made]
