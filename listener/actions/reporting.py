"""Reports that wait for a person: looked at, then sent or not."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from listener.actions import crises
from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.config.config import Config
from listener.reports.sending import deliveries
from listener.wording.text import one_line
from rules.response import steps
from storage.errors import Conflict, ListenerError
from storage.records import Actor, Delivery, ReportDraft, Who

LONGEST = 500


async def approve(app: App, key: str, actor: Actor) -> ReportDraft:
    """Send it to those it is for. Raises ListenerError where it does not wait, or nobody would get it."""
    check(actor, "reports")
    draft, now = await waiting(app, key), app.clock.now()
    section = next((each for each in app.config.reports if each.name == draft.report), None)
    if section is None and not draft.to:
        raise ListenerError(f'the report "{draft.report}" is configured no more, so nobody is to get it; reject it')
    found = deliveries(app.config, readers(app.config, draft), draft.notice, now)
    if not found:
        raise ListenerError(f'nobody that "{draft.report}" is for can be reached; see `to` in [[reports]]')
    sent = replace(draft, decided_at=now, decided_by=actor.name, sent=True)
    await app.write(app.store.decide_draft, sent, found)
    await audit(app, actor, f"sent the report {draft.report} ({key})", now, about="report", id=None)
    await _told(app, sent, actor, None)
    return sent


async def reject(app: App, key: str, reason: str, actor: Actor) -> ReportDraft:
    """Let nobody have it. Raises ListenerError where it does not wait."""
    check(actor, "reports")
    draft, now = await waiting(app, key), app.clock.now()
    said = one_line(reason, LONGEST)
    kept = replace(draft, decided_at=now, decided_by=actor.name, reason=said)
    await app.write(app.store.decide_draft, kept, [])
    because = f": {said}" if said else ""
    await audit(app, actor, f"kept the report {draft.report} ({key}) back{because}", now, about="report", id=None)
    await _told(app, kept, actor, said)
    return kept


def readers(config: Config, draft: ReportDraft) -> tuple[Who, ...]:
    """Whom it is for: those that were chosen when it was made, else those of its table."""
    return draft.to or next((each.to for each in config.reports if each.name == draft.report), ())


async def _told(app: App, draft: ReportDraft, actor: Actor, why_not: str | None) -> None:
    """The crisis from whose debrief it comes says what became of it."""
    if draft.crisis is not None:
        names = [who.name for who in draft.to]
        step = partial(steps.report_decided, whom=names, why_not=why_not, who=actor.name)
        await crises.take(app, draft.crisis, actor, lambda crisis, now: step(crisis, now=now), _nobody)


async def _nobody(*_: object) -> list[Delivery]:
    return []


async def waiting(app: App, key: str) -> ReportDraft:
    """The report of that key, which waits. Raises ListenerError where there is none, Conflict where it was decided."""
    draft = await app.read(app.store.draft_report, key)
    if draft is None:
        raise ListenerError(f'no report waits under "{one_line(key, 40)}"; `listener report waiting` lists those')
    if not draft.waits:
        done = "sent" if draft.sent else "kept back"
        raise Conflict(f"{draft.decided_by} has {done} this report already")
    return draft
