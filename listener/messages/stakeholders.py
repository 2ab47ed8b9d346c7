"""The update that stakeholders get: the words of the crisis record, without posts, alerts or links that act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from listener.app import App
from listener.messages.addressing import addressed
from listener.messages.compose import compose
from listener.messages.recipients import recipients
from storage.errors import ListenerError
from storage.records import Delivery, Incident, Response, Who


def reachable(app: App, whom: Sequence[Who], now: datetime) -> None:
    """Raises ListenerError for the first whom nothing reaches, before anything is posted."""
    for who in whom:
        if not recipients(app.config, who, now):
            raise ListenerError(
                f'nothing reaches "{who}": write the name of a target, "person:NAME" or "oncall:ROTATION"; '
                "a person needs `mail` or `targets`; nothing was posted"
            )


async def update_deliveries(
    app: App, response: Response, incident: Incident, whom: Sequence[Who], now: datetime
) -> list[Delivery]:
    """The last update for everybody whom it is meant for, quiet hours or not: the time of the next one is in it."""
    composed = await compose(app, incident, "updated", now)
    notice = replace(
        composed,
        severity=response.severity,
        note=" · ".join(response.updates[-1].text.splitlines()),
        number=len(response.updates),
        alerts=(),
        samples=(),
        facts=(),
        chart=(),
    )
    number = f"crisis-update-{len(response.updates)}"
    made = await addressed(app, incident, notice, whom, now, number)
    return [replace(one, notice=notice, next_try_at=now) for one in made]
