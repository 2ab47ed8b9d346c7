"""Report: what is due in [[reports]] is made from one state of the store, kept as files, and put into the outbox."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from listener.app import App
from listener.config.reports import ReportSection
from listener.messages.addressing import waits_until
from listener.messages.recipients import Reach, recipients
from listener.report.files import replacing
from listener.report.terms import Terms
from listener.reports.ask import Past
from listener.reports.compose import compose
from listener.reports.document import Figure, Figures, Report, plain
from listener.reports.files import rendered
from listener.reports.plan import asked, crisis_time
from listener.wording.periods import AFTER_CRISIS, due
from storage.errors import ExportError, QueryError
from storage.records import Delivery, Enclosed, Notice, Scope

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
    time = await app.read(crisis_time, app.store, incident) if incident is not None else None
    since, until = time or (None, None)
    terms = await app.read(Terms.known, app.store, app.config.sources)
    ask = asked(app.config, section, terms, moment, since=since, until=until, incident=incident)
    report = await app.read(compose, app.store, ask)
    if section.type == "digest" and not section.empty and is_empty(report):
        return 0
    folder = app.config.store.folder / "reports"
    enclosed = await asyncio.to_thread(_kept, report, section, folder)
    notice = _notice(report, section, moment, enclosed)
    deliveries = list(_deliveries(app, section, notice, app.clock.now()))
    await app.write(app.store.enqueue, deliveries)
    log.info("a report was made", report=section.name, numbers=len(report.records), messages=len(deliveries))
    return len(deliveries)


def is_empty(report: Report) -> bool:
    """Whether nothing was said in its time."""
    return not any(record.value for record in report.records if record.id.split("/")[2:] == ["now"])


def _kept(report: Report, section: ReportSection, folder: Path) -> tuple[Enclosed, ...]:
    """The files beside the store, under the name and period of the report."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for format in section.formats:
        content, notes = rendered(report, format, section.paper)
        for note in notes:
            log.warning("a report lacks letters", report=section.name, note=note)
        safe = "".join(each if each.isalnum() else "-" for each in section.name)
        name = f"{safe}-{report.since:%Y-%m-%d}.{format}"
        digest = hashlib.sha256(content).hexdigest()
        path = folder / f"{digest[:16]}-{name}"
        with replacing(path) as out:
            out.write(content)
        found.append(Enclosed(name=name, path=str(path), digest=digest))
    return tuple(found)


def _notice(report: Report, section: ReportSection, moment: datetime, enclosed: Sequence[Enclosed]) -> Notice:
    covers = [figure for block in report.blocks if isinstance(block, Figures) for figure in block.figures]
    facts = tuple((each.label, _figure(each)) for each in covers)
    return Notice(
        kind="report",
        incident_id=None,
        thread=f"report-{section.name}",
        number=1,
        title=f"{report.label}, {report.period}: {plain(report.title)}",
        severity=3,
        scope=Scope.ALL,
        created_at=moment,
        note=" ".join(map(plain, report.summary)),
        facts=facts,
        enclosed=tuple(enclosed),
    )


def _figure(figure: Figure) -> str:
    return " ".join(filter(None, (str(figure.now), figure.now.margin, plain(figure.note))))


def _deliveries(app: App, section: ReportSection, notice: Notice, now: datetime) -> Iterator[Delivery]:
    ways: dict[Reach, None] = {}
    for who in section.to:
        found = recipients(app.config, who, now)
        ways |= dict.fromkeys(found)
        if not found:
            log.warning("a report would not reach them: no working channel", who=who, report=section.name)
    for way in ways:
        stamp = f"{notice.created_at:%Y%m%dT%H%M%SZ}"
        key = "/".join((notice.thread, stamp, way.target, *((way.person,) if way.person else ())))
        at = waits_until(app.config, way, notice, now) or now
        yield Delivery(key=key, target=way.target, notice=notice, next_try_at=at, to=way.to, person=way.person)
