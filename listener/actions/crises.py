"""A crisis: steps of its record into the store, what a playbook brings, and reminders of updates that are due."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import structlog

from listener.actions import incidents
from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.crisis.playbooks import files
from listener.crisis.playbooks.variables import variables
from listener.messages.approvals import approval_wanted, askable
from listener.messages.stakeholders import reachable, update_deliveries
from listener.wording.moments import utc
from rules.alerting import escalation
from rules.response import statements, steps
from rules.response.playbook import Playbook
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Delivery, Incident, Response, Who

log = structlog.get_logger()

TRIES = 3
"""How often a step is taken again because somebody else saved the record at the same moment."""
Step = Callable[[Response, datetime], Response]
Telling = Callable[[Response, Incident, datetime], Awaitable[list[Delivery]]]
"""What is sent because of a step."""


async def declare(
    app: App,
    id: int,
    *,
    severity: int,
    actor: Actor,
    playbook: str | None = None,
    settings: Mapping[str, str] | None = None,
    take: bool = True,
) -> Response:
    """Make an incident a crisis, with the tasks and statements of a playbook. Conflict if it is one already.

    Args:
        settings: Variables of the statements that only people know: {"product": "Cola 0.5 l"}.
        take: Whoever declares it takes the incident too, so that nobody else is paged; False in a drill.
    """
    check(actor, "crisis")
    incident, now = await app.incident(id), app.clock.now()
    if known := await app.read(app.store.response, id):
        raise Conflict(
            f"incident {id} is a crisis already, declared by {known.declared_by} on {utc(known.declared_at)}"
        )
    book = await app.read(_book, app, playbook, incident, settings or {}) if playbook else None
    begun = _allowed(lambda: _declared(incident, severity, actor, now, book))
    saved = await app.write(app.store.commit_response, begun, [])
    await _audit(app, saved, actor, now)
    if take:
        with suppress(Conflict):  # somebody else has it; that is fine
            await incidents.acknowledge(app, id, actor)
    return saved


async def change(app: App, id: int, actor: Actor, step: Step, tell: Sequence[Who] = ()) -> Response:
    """Take a step (record, now) -> record. Its own Conflict is the answer; that of the save means: look again.

    Args:
        tell: Who gets the update that the step posts.
    """
    check(actor, "crisis")
    reachable(app, tell, app.clock.now())

    async def telling(after: Response, incident: Incident, now: datetime) -> list[Delivery]:
        return await update_deliveries(app, after, incident, tell, now) if tell else []

    return await take(app, id, actor, step, telling)


async def ask(app: App, id: int, name: str, whom: str, actor: Actor) -> Response:
    """Tell somebody on every way to them that a statement waits for their approval, again where they do not answer.

    Raises Conflict where somebody approved it or asked them just now, ListenerError where it is not theirs to approve
    or nothing reaches them.
    """
    check(actor, "crisis")

    async def telling(after: Response, incident: Incident, now: datetime) -> list[Delivery]:
        person = statements.approver(after, name, whom, app.config.undeciding)
        return await approval_wanted(app, after, incident, name, person, actor.name, now)

    def step(crisis: Response, now: datetime) -> Response:
        barred = app.config.undeciding
        asked = statements.ask(crisis, name, whom, actor.name, now, barred)
        askable(app, statements.approver(crisis, name, whom, barred), now)
        return asked

    return await take(app, id, actor, step, telling)


async def take(app: App, id: int, actor: Actor, step: Step, telling: Telling) -> Response:
    """Save the step with what is sent because of it; where somebody else saved at that moment, take it again."""
    for attempt in range(TRIES):
        before, now = await found(app, id), app.clock.now()
        after = _allowed(lambda before=before, now=now: step(before, now))  # type: ignore[misc]
        if after == before:
            return before
        if _approves(before, after):
            check(actor, "approval")
        deliveries = await telling(after, await app.incident(id), now)
        try:
            saved = await app.write(app.store.commit_response, after, deliveries)
        except Conflict:
            if attempt == TRIES - 1:
                raise
        else:
            await _audit(app, saved, actor, now)
            await _touch(app, id, now)
            return saved
    raise AssertionError  # the last try returns or raises


async def found(app: App, id: int) -> Response:
    """The crisis record of an incident; ListenerError if there is none."""
    response = await app.read(app.store.response, id)
    if response is None:
        raise ListenerError(
            f"incident {id} is no crisis; `listener crisis list` shows those that there are, and "
            f"`listener crisis declare {id}` makes it one"
        )
    return response


async def paused(app: App) -> bool:
    """Whether publishing is paused by a crisis that goes on; a drill pauses nothing."""
    going_on = await app.read(app.store.responses, unresolved=True)
    return any(response.paused and not response.drill for response in going_on)


def _approves(before: Response, after: Response) -> bool:
    """Whether the step says that a statement may be published."""
    approved = {(each.name, each.approved_by) for each in before.statements}
    return any(each.approved_by and (each.name, each.approved_by) not in approved for each in after.statements)


def _book(app: App, name: str, incident: Incident, settings: Mapping[str, str]) -> Playbook:
    book = files.playbook(app.config.folder, name)
    return book.filled({**variables(app.config, incident), **settings})


def _declared(incident: Incident, severity: int, actor: Actor, now: datetime, book: Playbook | None) -> Response:
    if book is None:
        return steps.declare(incident, severity, actor.name, now)
    return steps.declare(
        incident, severity, actor.name, now, playbook=book.name, tasks=book.tasks, statements=book.statements
    )


async def _touch(app: App, id: int, now: datetime) -> None:
    """Who leads has not forgotten the incident: nobody is paged again because of that."""
    incident = await app.incident(id)
    touched = escalation.touched(incident, now)
    if touched != incident:
        with suppress(Conflict):  # somebody else touches it at this very moment
            await app.write(app.store.commit_incident, touched, [])


def _allowed(step: Callable[[], Response]) -> Response:
    try:
        return step()
    except ValueError as error:
        raise ListenerError(str(error)) from error


async def _audit(app: App, response: Response, actor: Actor, now: datetime) -> None:
    await audit(app, actor, response.timeline[-1].what, now, about="crisis", id=response.incident_id)
