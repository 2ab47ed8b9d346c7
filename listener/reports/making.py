"""A report made at once, for whoever asks: the page, a program, a question by another."""

from __future__ import annotations

from datetime import datetime

from listener.app import App
from listener.config.config import Config
from listener.config.reports import ReportSection
from listener.exports.terms import Terms
from listener.reports.ask import Ask
from listener.reports.compose import compose
from listener.reports.document import Report
from listener.reports.files import rendered
from listener.reports.plan import asked, crisis_time, latest_crisis

Made = tuple[str, bytes, list[str]]
"""A file's name, its content, and what there is to say of it."""


def makeable(config: Config) -> list[ReportSection]:
    """What can be made: the reports of the configuration; without any, a week and a month of one's own brands."""
    usual: list[ReportSection] = [
        ReportSection.model_validate({"name": type, "type": type}) for type in ("weekly", "monthly", "compare")
    ]
    return list(config.reports) or usual


async def made_now(
    app: App,
    section: ReportSection,
    format: str,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    incident: int | None = None,
) -> Made:
    """A report of a table as a file, of its last period or another; of a crisis it is the last, unless one is named.
    Raises ExportError and QueryError."""
    return await app.read(_made, app, section, format, since, until, incident)


def composed(
    app: App, section: ReportSection, since: datetime | None, until: datetime | None, incident: int | None = None
) -> Report:
    """The report. Raises ExportError and QueryError."""
    return compose(app.store, asking(app, section, since, until, incident))


def asking(
    app: App, section: ReportSection, since: datetime | None, until: datetime | None, incident: int | None = None
) -> Ask:
    """What is asked for."""
    if incident is None and section.type == "crisis":
        incident = latest_crisis(app.store)
    if incident is not None and not (since or until):
        since, until = crisis_time(app.store, incident) or (None, None)
    terms = Terms.known(app.store, app.config.sources)
    now = app.clock.now()
    return asked(app.config, section, terms, now, since=since, until=until, incident=incident)


def _made(
    app: App,
    section: ReportSection,
    format: str,
    since: datetime | None,
    until: datetime | None,
    incident: int | None,
) -> Made:
    report = composed(app, section, since, until, incident)
    content, notes = rendered(report, format, section.paper)
    return f"{section.name}-{report.since:%Y-%m-%d}.{format}", content, notes
