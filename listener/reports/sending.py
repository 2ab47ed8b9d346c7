"""From a report to what is sent of it: files beside the store, what its readers are told, and whom it is sent to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import structlog

from listener.config.config import Config
from listener.config.reports import ReportSection
from listener.exports.files import replacing
from listener.messages.addressing import waits_until
from listener.messages.recipients import Reach, person_meant, recipients
from listener.reports.document import Figure, Figures, Report, plain
from listener.reports.files import rendered
from listener.reports.measure import is_whole
from listener.reports.receipts import path_to
from listener.reports.record import Record
from listener.wording.figures import counted
from storage.records import Delivery, Enclosed, Notice, ReportDraft, Scope, Who

log = structlog.get_logger()

REPORTS = "reports"
"""Folder beside the store in which files that were sent are kept."""
MOST_ENCLOSED = 100
"""Mentions up to which a digest is enclosed; of more it leads to the pages, where they can be sorted and narrowed."""


def is_empty(report: Report) -> bool:
    """Whether nothing was said in its time."""
    return not _mentions(report)


def kept(report: Report, section: ReportSection, folder: Path) -> tuple[Enclosed, ...]:
    """The files beside the store, under the name and period of the report. Raises ExportError."""
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


def is_too_long(report: Report, section: ReportSection) -> bool:
    """Whether it leads to the pages instead of being enclosed: a digest of many mentions, where there is an address."""
    return section.type == "digest" and report.base_url is not None and _mentions(report) > MOST_ENCLOSED


def told(report: Report, section: ReportSection, moment: datetime, enclosed: Sequence[Enclosed]) -> Notice:
    """What its readers are told; one of a question by the name that it was given."""
    covers = [figure for block in report.blocks if isinstance(block, Figures) for figure in block.figures]
    first = next(filter(is_whole, report.records), None)
    head = section.name if section.where else report.label
    return Notice(
        kind="report",
        incident_id=None,
        thread=f"report-{section.name}",
        number=1,
        title=f"{head}, {report.period}: {plain(report.title)}",
        severity=3,
        scope=Scope.ALL,
        created_at=moment,
        note=" ".join(map(plain, report.summary)),
        facts=tuple((each.label, _figure(each)) for each in covers),
        actions=_opening(first) if first else (),
        enclosed=tuple(enclosed),
    )


def _opening(record: Record) -> tuple[tuple[str, str], ...]:
    """The way to its mentions; none where it counts none."""
    path = path_to(record)
    return ((f"See all {counted(record.n, 'mention')}", path),) if record.n and path else ()


def drafted(
    section: ReportSection, notice: Notice, now: datetime, to: tuple[Who, ...] = (), crisis: int | None = None
) -> ReportDraft:
    """The report as it waits for somebody; made again from the same moment, it has the same key."""
    stamp = "\x1f".join((section.name, notice.created_at.isoformat(), notice.title, *to))
    key = hashlib.sha256(stamp.encode()).hexdigest()[:10]
    return ReportDraft(key=key, report=section.name, notice=notice, made_at=now, to=to, crisis=crisis)


def asking(draft: ReportDraft) -> Notice:
    """What a reviewer is told of it: the same, and where it is decided."""
    return replace(
        draft.notice,
        kind="review",
        thread=f"review-{draft.key}",
        title=f"Waits for you: {draft.notice.title}",
        note=f"Nobody is sent this report before you say so, on the page or with: listener report approve {draft.key}",
        path=f"/reports/{draft.key}",
        actions=(("Look at it and decide", f"/reports/{draft.key}"),),
    )


def reviewers(config: Config, section: ReportSection, now: datetime) -> tuple[Who, ...]:
    """Who decides: those that the report names, as far as their role lets them, else everybody whose role does."""
    able = tuple(who for who in section.reviewers if _decides(config, who, now))
    return able or tuple(Who.person(each.name) for each in config.everybody if each.decides)


def _decides(config: Config, who: Who, now: datetime) -> bool:
    """Whether somebody who is reached by it may; of a target nobody knows who reads it."""
    person = person_meant(config, who, now)
    return person.decides if person else True


def deliveries(config: Config, to: Iterable[Who], notice: Notice, now: datetime) -> list[Delivery]:
    """A message for each way to those it is for; the same keys when it is made again."""
    ways: dict[Reach, None] = {}
    for who in to:
        found = recipients(config, who, now)
        ways |= dict.fromkeys(found)
        if not found:
            log.warning("a report would not reach them: no working channel", who=who, report=notice.thread)
    return list(_deliveries(config, ways, notice, now))


def _deliveries(config: Config, ways: Iterable[Reach], notice: Notice, now: datetime) -> Iterator[Delivery]:
    for way in ways:
        stamp = f"{notice.created_at:%Y%m%dT%H%M%SZ}"
        key = "/".join((notice.thread, stamp, way.target, *((way.person,) if way.person else ())))
        at = waits_until(config, way, notice, now) or now
        yield Delivery(key=key, target=way.target, notice=notice, next_try_at=at, to=way.to, person=way.person)


def _mentions(report: Report) -> int:
    return max((record.n for record in filter(is_whole, report.records)), default=0)


def _figure(figure: Figure) -> str:
    now = " ".join(filter(None, (str(figure.now), figure.now.margin)))
    return "; ".join(filter(None, (now, plain(figure.note))))
