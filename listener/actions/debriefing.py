"""The report of a crisis that is over, sent to some at once by the machinery of the reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from listener.actions import crises
from listener.actions.actor import check
from listener.app import App
from listener.config.reports import Format, ReportSection
from listener.messages.stakeholders import reachable
from listener.pipeline.report import made
from listener.reports.making import made_now
from listener.reports.sending import deliveries
from rules.response import steps
from storage.errors import Conflict
from storage.records import Actor, Delivery, Incident, Response, Who


async def send(app: App, id: int, whom: Sequence[Who], formats: Sequence[Format], actor: Actor) -> Response:
    """Send it, and write down to whom.

    Raises:
        ListenerError: the crisis goes on, was an exercise, nothing reaches one of them, or it cannot be made.
    """
    check(actor, "reports")
    reachable(app, whom, app.clock.now())
    section = about(id, whom, formats)
    names = [str(each).partition(":")[2] for each in whom]

    async def telling(_: Response, __: Incident, now: datetime) -> list[Delivery]:
        notice = await made(app, section, now, id)
        return deliveries(app.config, section.to, notice, now) if notice else []

    return await crises.take(app, id, actor, lambda crisis, now: steps.report(crisis, names, actor.name, now), telling)


async def file(app: App, id: int, format: Format, actor: Actor) -> tuple[str, bytes]:
    """The same as a file: its name and content. Raises Conflict while the crisis goes on, ListenerError as `send`."""
    check(actor, "reports")
    crisis = await crises.found(app, id)
    try:
        steps.reportable(crisis)
    except ValueError as error:
        raise Conflict(f"{error}") from None
    name, content, _ = await made_now(app, about(id), format, incident=id)
    return name, content


def about(id: int, whom: Sequence[Who] = (), formats: Sequence[Format] = ("html",)) -> ReportSection:
    """The report of one crisis, as a table of the configuration would have it."""
    return ReportSection(name=f"crisis {id}", type="crisis", to=tuple(whom), formats=tuple(formats))
