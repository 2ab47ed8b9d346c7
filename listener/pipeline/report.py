"""Report: what is due in [[reports]] is made from one state of the store, kept as files, and put into the outbox, or
before a person who decides."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from listener.app import App
from listener.config.reports import ReportSection
from listener.exports.terms import Terms
from listener.reports import sending
from listener.reports.ask import Past
from listener.reports.compose import compose
from listener.reports.plan import asked, crisis_time
from listener.wording.periods import AFTER_CRISIS, due
from storage.errors import ExportError, QueryError
from storage.records import Delivery, Notice, ReportDraft

log = structlog.get_logger()

LATEST = timedelta(days=2)
"""What was missed for longer, as while the machine was off, is not sent any more: the next one comes."""


async def send_reports(app: App) -> int:
    """Make and send the reports that are due, each once whatever restarts; how many messages that made."""
    made = 0
    for section in app.config.reports:
        try:
            made += await (_after_crises(app, section) if section.due == AFTER_CRISIS else _due(app, section))
        except (ExportError, QueryError) as error:
            if app.troubles.is_new("report", section.name, error):
                log.error("a report cannot be made; it is tried again", report=section.name, error=str(error))
    return made


async def _due(app: App, section: ReportSection) -> int:
    now, memory = app.clock.now(), f"report {section.name}"
    moment = due(section.due, now, app.config.zone)
    assert moment is not None
    last = await app.read(app.store.note, memory)
    if last == moment.isoformat():
        return 0
    wanted = last is not None and now - moment <= LATEST  # a report that is new begins with its next time
    # The keys hold the moment: killed before the note, the same messages are made again and left as they are.
    made = await _send(app, section, moment, None) if wanted and section.to else 0
    await app.write(app.store.note, memory, moment.isoformat())
    return made


async def _after_crises(app: App, section: ReportSection) -> int:
    """One report for each crisis that is over: of severity 1, or declared by people."""
    made, now = 0, app.clock.now()
    for incident, over in await app.read(_over, app.store, now):
        memory = f"report {section.name} of {incident}"
        if section.to and await app.read(app.store.note, memory) is None:
            made += await _send(app, section, over, incident)
            await app.write(app.store.note, memory, now.isoformat())
    return made


def _over(store: Past, now: datetime) -> list[tuple[int, datetime]]:
    declared = {each.incident_id: each.resolved_at for each in store.responses(limit=50) if not each.drill}
    found = {
        each.id: declared.get(each.id, each.resolved_at)
        for each in store.incidents(limit=100)
        if each.id is not None and not each.drill and (each.severity == 1 or each.id in declared)
    }
    return [(id, over) for id, over in found.items() if id and over and now - over <= LATEST]


async def _send(app: App, section: ReportSection, moment: datetime, incident: int | None) -> int:
    notice = await made(app, section, moment, incident)
    if notice is None:
        return 0
    now = app.clock.now()
    if section.review:
        deliveries = await ask_first(app, section, sending.drafted(section, notice, now))
    else:
        deliveries = sending.deliveries(app.config, section.to, notice, now)
        await app.write(app.store.enqueue, deliveries)
    return len(deliveries)


async def made(app: App, section: ReportSection, moment: datetime, incident: int | None) -> Notice | None:
    """What readers of a report are told, its files kept beside the store; None where there is nothing to tell.

    Args:
        incident: The crisis that it is about.

    Raises:
        ExportError, QueryError: it cannot be made.
    """
    time = await app.read(crisis_time, app.store, incident) if incident is not None else None
    since, until = time or (None, None)
    terms = await app.read(Terms.known, app.store, app.config.sources)
    ask = asked(app.config, section, terms, moment, since=since, until=until, incident=incident)
    report = await app.read(compose, app.store, ask)
    if section.type == "digest" and not section.empty and sending.is_empty(report):
        return None
    folder = app.config.store.folder / sending.REPORTS
    left_out = sending.is_too_long(report, section)
    enclosed = () if left_out else await asyncio.to_thread(sending.kept, report, section, folder)
    log.info("a report was made", report=section.name, numbers=len(report.records))
    return sending.told(report, section, moment, enclosed)


async def ask_first(app: App, section: ReportSection, draft: ReportDraft) -> list[Delivery]:
    """Keep it until somebody has looked at it, and tell those who may."""
    notice = sending.asking(draft)
    now = app.clock.now()
    asking = sending.deliveries(app.config, sending.reviewers(app.config, section, now), notice, now)
    if not asking:
        log.error("a report waits, and nobody can be told of it", report=section.name, draft=draft.key)
    await app.write(app.store.add_draft, draft, asking)
    return asking
