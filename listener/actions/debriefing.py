"""The report of a crisis that is over, sent by the machinery of the reports: at once, or once it was looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from listener.actions import crises
from listener.actions.actor import check
from listener.app import App
from listener.config.config import Config
from listener.config.reports import Format, ReportSection
from listener.crisis.playbooks.variables import brand
from listener.messages.stakeholders import reachable
from listener.pipeline.report import ask_first, made
from listener.reports.making import made_now
from listener.reports.sending import deliveries, drafted
from rules.response import steps
from storage.errors import Conflict
from storage.records import Actor, Delivery, Incident, Response, Who


async def send(app: App, id: int, whom: Sequence[Who], formats: Sequence[Format], actor: Actor) -> Response:
    """Send it, or let it wait where its table wants it looked at first; and write down for whom.

    Raises:
        ListenerError: the crisis goes on, was an exercise, nothing reaches one of them, or it cannot be made.
    """
    check(actor, "reports")
    moment = app.clock.now()
    reachable(app, whom, moment)
    table = about(app.config, await app.incident(id))
    section = table.model_copy(update={"to": tuple(whom), "formats": tuple(formats)})

    async def telling(_: Response, __: Incident, now: datetime) -> list[Delivery]:
        # Of one moment, so that a step that is taken again makes the same once more, and not another.
        notice = await made(app, section, moment, id)
        if notice is None:
            return []
        if not section.review:
            return deliveries(app.config, section.to, notice, now)
        await ask_first(app, section, drafted(section, notice, now, section.to, id))
        return []

    names = [who.name for who in whom]
    return await crises.take(
        app, id, actor, lambda crisis, now: steps.report(crisis, names, actor.name, now, waits=section.review), telling
    )


async def file(app: App, id: int, format: Format, actor: Actor) -> tuple[str, bytes]:
    """The same as a file: its name and content. Raises Conflict while the crisis goes on, ListenerError as `send`."""
    check(actor, "reports")
    crisis = await crises.found(app, id)
    try:
        steps.reportable(crisis)
    except ValueError as error:
        raise Conflict(f"{error}") from None
    name, content, _ = await made_now(app, about(app.config, await app.incident(id)), format, incident=id)
    return name, content


def about(config: Config, incident: Incident) -> ReportSection:
    """The report of a crisis: that of the configuration about its brand, else what a table without more would say."""
    subject = brand(config, incident)
    fitting = (each for each in config.reports if each.type == "crisis" and (not each.brands or subject in each.brands))
    return next(fitting, None) or ReportSection(name=f"crisis {incident.id}", type="crisis", formats=("pdf",))
