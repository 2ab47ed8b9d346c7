"""The social team of the demo: takes what waits, answers it with a saved reply, and closes it once it stays quiet."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from listener.actions import cases
from listener.actions.actor import caller
from listener.actions.desk import saved_replies
from listener.app import App
from storage.errors import Conflict
from storage.records import Actor, Case, Wanted

WRITES = timedelta(minutes=10)
"""From taking a post until what is answered is written."""
QUIET = timedelta(minutes=30)
"""After an answer nobody says more."""
AGAIN = timedelta(hours=3)
"""When somebody looks again whether a customer who wanted to leave has stayed."""
INJURED, LEAVING, SAFE = "Injuries", "Wants to cancel", "Do not use the carafe"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who answers posts from a time of the day until another, UTC."""

    who: Actor
    begins: time
    ends: time

    def taken(self, now: datetime) -> bool:
        """Whether they sit there."""
        return self.begins <= now.time() < self.ends


TEAM = (Seat(caller("Mia", "demo"), time(8), time(17)), Seat(caller("Otto", "demo"), time(12), time(20)))
LAWYER = Seat(Actor(name="Noor", role="manager", via="demo"), time(8), time(18))
"""Reads what is said to people who were hurt before it goes out."""


async def answer(app: App) -> None:
    """One thing for each of them at a moment, and nothing more where the moment is repeated."""
    now = app.clock.now()
    for seat, does in (*((each, _go_on) for each in TEAM), (LAWYER, _approve)):
        if seat.taken(now) and await app.read(app.store.last_act, seat.who.name, now) is None:
            with suppress(Conflict):  # whoever watches has been faster, on the page
                await does(app, seat.who, now)


async def _go_on(app: App, who: Actor, now: datetime) -> None:
    """With what one has in hand; else with what waits longest; else one sees what can be closed."""
    mine = await app.read(app.store.queue, Wanted(assignee=who.name), now)
    hand = next((case for case in mine if _owes(case) and not _asked(case)), None)
    if hand is not None:
        await _write(app, hand, who, now)
    elif free := await app.read(app.store.queue, Wanted(assignee=""), now, limit=1):
        await cases.take(app, [free[0].id or 0], who)
    elif quiet := [case for case in mine if case.answers and now - case.answers[-1].at >= QUIET and not _owes(case)]:
        await _end(app, quiet[0], who, now)


def _owes(case: Case) -> bool:
    """Whether somebody waits for an answer."""
    return case.due_at is not None or not case.answers


def _asked(case: Case) -> bool:
    """Whether its draft waits for the lawyer."""
    return case.rule == INJURED and case.draft is not None and case.draft.approved_by is None


async def _write(app: App, case: Case, who: Actor, now: datetime) -> None:
    """An answer, from a saved reply, and where it stands; what a paper writes is read and not answered."""
    id, begun = case.id or 0, case.last("taken", "assigned", "message")
    lead = await app.read(app.store.mention, case.lead)
    if begun is not None and now - begun.at < WRITES:
        return
    if lead is None or lead.mention.kind in ("news", "blog"):
        await cases.close(app, [id], who)
    elif case.draft is None:
        replies = dict(saved_replies(app.config, case, lead, who.name))
        fits = [name for name in replies if (name == SAFE) == (case.rule == INJURED)]
        await cases.draft(app, id, replies[fits[0]], who)
    else:
        await cases.answered(app, id, f"{lead.mention.url}#answer", who)


async def _end(app: App, case: Case, who: Actor, now: datetime) -> None:
    """Close it; of somebody who wanted to leave one hears first whether they have."""
    if case.rule == LEAVING and case.last("held") is None:
        await cases.hold(app, [case.id or 0], who, now + AGAIN)
    else:
        await cases.close(app, [case.id or 0], who)


async def _approve(app: App, who: Actor, now: datetime) -> None:
    """The oldest of the drafts that wait for it."""
    for case in await app.read(app.store.queue, Wanted(approval=True), now):
        if case.draft is not None and _asked(case):
            await cases.approve(app, case.id or 0, case.draft.text, who)
            return
