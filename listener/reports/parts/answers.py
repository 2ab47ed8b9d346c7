"""How the inbox was answered: how many cases there were, and how many of the promised answers came in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from listener.metrics.answers import CASES, IN_TIME, in_time
from listener.metrics.base import Count
from listener.reports.document import Block, Figure, Prose, Sentence
from listener.reports.material import Material
from listener.reports.record import Record
from listener.wording.periods import Period
from storage.records import CaseTimes, Scope


def blocks(found: Material, brand: str) -> list[Block]:
    """A sentence or two; nothing where nothing was put in the inbox."""
    period = found.ask.period
    cases = _cases(found, brand, period)
    if not cases:
        return []
    value = Count(value=len(cases), n=len(cases))
    count = found.records.add(CASES, value, scope=Scope.brand(brand), period=_named(period, earlier=False))
    put = " post was put in the inbox." if len(cases) == 1 else " posts were put in the inbox."
    said: list[Sentence] = [(count, put)]
    for figure in cover(found, brand):
        size = found.records.size(figure.now)
        said.append((figure.now, " of the ", size, " answers that were due came in time; ", *figure.note, "."))
    return [Prose(title="Answers", sentences=said)]


def cover(found: Material, brand: str) -> list[Figure]:
    """The figure for the cover; none where no answer was due."""
    if not any(each.promised_at for each in _cases(found, brand, found.ask.period)):
        return []
    now, before = _kept(found, brand), _kept(found, brand, earlier=True)
    note: Sentence = (before, " before") if before.n else ("nothing to compare with",)
    return [Figure(label="Answered in time", now=now, note=note)] if now.n else []


def _kept(found: Material, brand: str, *, earlier: bool = False) -> Record:
    """The part of the promised answers about a brand that came in time."""
    period = found.ask.before if earlier else found.ask.period
    value = in_time(_cases(found, brand, period), found.ask.now)
    return found.records.add(IN_TIME, value, scope=Scope.brand(brand), period=_named(period, earlier), style="share")


def _named(period: Period, earlier: bool) -> tuple[str, datetime, datetime]:
    return ("before" if earlier else "now", period.since, period.until)


def _cases(found: Material, brand: str, period: Period) -> list[CaseTimes]:
    """Those that were put in during a period, as they stood when the report was made."""
    until = min(period.until, found.ask.now)
    if until <= period.since:
        return []
    return [_as_of(each, found.ask.now) for each in found.store.case_times(period.since, until) if brand in each.brands]


def _as_of(case: CaseTimes, now: datetime) -> CaseTimes:
    def past(at: datetime | None) -> datetime | None:
        return at if at is not None and at <= now else None

    return replace(case, answered_at=past(case.answered_at), closed_at=past(case.closed_at))
