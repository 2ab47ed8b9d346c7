"""From a table of [[reports]] to what is asked for: names become brands, "last week" becomes a period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from listener.exports.terms import Terms
from listener.reports.ask import Ask, Past
from listener.trials.tuning import tunable
from listener.wording.periods import Period, last
from rules.query import Filter
from storage.errors import ExportError
from storage.records import Brand, Scope

MOST_TRIED = 8
"""Rules whose settings are tried one step further: each takes three back-tests."""
SECOND = timedelta(seconds=1)
LONGEST, EARLIEST = timedelta(days=50 * 365), datetime.min.replace(tzinfo=UTC)
"""Of a period, each day of which is counted; the one before it has to begin after time does."""

if TYPE_CHECKING:
    from listener.config.config import Config
    from listener.config.reports import ReportSection
    from rules.base import Rule


def asked(
    config: Config,
    section: ReportSection,
    terms: Terms,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    incident: int | None = None,
) -> Ask:
    """What a table asks for now, or for a time of one's own. Raises ExportError and QueryError."""
    usual = last(section.length, until or now, config.zone)
    own = since is not None or until is not None
    period = Period(since=since or usual.since, until=until or (now if since else usual.until))
    if period.since >= period.until:
        raise ExportError("the period ends before it begins")
    if period.until - period.since > min(LONGEST, period.since - EARLIEST):
        raise ExportError(
            f"a report covers {LONGEST.days // 365} years at most, and as long before; choose a later beginning"
        )
    return Ask(
        name=section.name,
        type=section.type,
        brands=subjects(config, section),
        compared=_compared(config, section),
        where=section.where,
        filter=Filter(section.where, config.lists) if section.where else None,
        period=period,
        length=None if own else section.length,
        zone=config.zone,
        now=now,
        terms=terms,
        incident=incident,
        base_url=config.base_url,
        rules=_tried(config, section),
        brand_of_query=config.brand_of_query,
        targets=config.response,
    )


def subjects(config: Config, section: ReportSection) -> list[str]:
    """The brands that it is about: those that are named, else one's own, else all."""
    own = [brand.name for brand in config.brands if brand.role == "own"]
    found = list(section.brands) or own or [brand.name for brand in config.brands]
    if not found:
        raise ExportError("there is no brand to report on; write one below [[brands]]")
    return found


def _compared(config: Config, section: ReportSection) -> list[Brand]:
    named = set(section.brands) if section.type == "compare" and len(section.brands) > 1 else None
    return [brand for brand in config.brands if brand.role != "topic" and (named is None or brand.name in named)]


def _tried(config: Config, section: ReportSection) -> list[Rule]:
    """Rules about counts that can be turned, those about the brands of the report."""
    if section.type not in ("weekly", "monthly"):
        return []
    names = set(subjects(config, section))
    scopes = {Scope.ALL, *map(Scope.brand, names)}
    scopes |= {Scope.query(query) for query, brand in config.brand_of_query.items() if brand in names}
    alone = [each for each in config.rules if each.enabled and each.needs == "series" and not each.combines]
    return [each for each in alone if each.scope in scopes and tunable(each)][:MOST_TRIED]


def crisis_time(store: Past, incident: int) -> tuple[datetime, datetime] | None:
    """From its first alert until people said that it is over, with the whole of that second, so that one that was over
    at once has a time too; None while it is not over, or where there is none."""
    found, response = store.incident_by_id(incident), store.response(incident)
    over = (response.resolved_at if response else None) or (found.resolved_at if found else None)
    return (found.opened_at, max(over, found.opened_at + SECOND)) if found and over else None


def latest_crisis(store: Past) -> int:
    """The last incident that was a crisis: declared by people, or of severity 1. Raises ExportError."""
    declared = next((each.incident_id for each in store.responses(limit=50) if not each.drill), None)
    grave = (each.id for each in store.incidents(limit=1000) if each.severity == 1 and not each.drill)
    found = declared if declared is not None else next(grave, None)
    if found is None:
        raise ExportError("there was no crisis: none was declared, and no incident was of severity 1")
    return found
