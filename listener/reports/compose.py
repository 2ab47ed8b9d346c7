"""Puts a report together: what it is asked for decides its parts, one file each under parts/."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from listener.config.reports import ReportType
from listener.metrics.catalogue import catalogue
from listener.reports.ask import Ask, Past
from listener.reports.document import Block, Prose, Report, Said, Sentence
from listener.reports.material import Material, Parts, gathered
from listener.reports.parts import brand, compare, coverage, crisis, silence
from listener.wording.periods import Length, words

LABELS: Mapping[ReportType, str] = {
    "compare": "Comparison",
    "coverage": "Coverage report",
    "digest": "Digest",
    "crisis": "Crisis report",
}
LENGTHS: Mapping[Length | None, str] = {
    "hour": "Hourly report",
    "day": "Daily report",
    "week": "Weekly report",
    "7 days": "Weekly report",
    "month": "Monthly report",
    None: "Report",
}
"""Of brands, whole: as long as it tells of, whatever its type is called."""


def compose(store: Past, ask: Ask) -> Report:
    """The report. Raises ExportError where what it is about is not there."""
    material = gathered(store, ask)
    title, summary, blocks = _PARTS[ask.type](material)
    used = {record.metric for record in material.records}
    return Report(
        name=ask.name,
        type=ask.type,
        label=LABELS.get(ask.type) or LENGTHS[ask.length],
        period=words(ask.period, ask.length, ask.zone),
        since=ask.period.since.astimezone(ask.zone),
        title=title,
        summary=[*_narrowed(ask), *summary],
        blocks=blocks,
        records=list(material.records),
        metrics=[metric for metric in catalogue() if metric.name in used],
        made_at=ask.now,
        zone=str(ask.zone),
        recipe=ask.recipe,
        base_url=ask.base_url,
    )


def _narrowed(ask: Ask) -> Sequence[Sentence]:
    """What its numbers leave out, before any of them is said."""
    return [("Only what satisfies “", Said(ask.where), "” is counted here.")] if ask.where else []


def _brands(found: Material) -> Parts:
    """Weekly and monthly: each brand whole, then what could not be seen and what was held back."""
    title, summary, blocks = brand.parts(found, found.ask.brands[0])
    more = [block for name in found.ask.brands[1:] for block in _further(found, name)]
    return title, summary, [*blocks, *more, *brand.incidents(found), *silence.parts(found), *coverage.blocks(found)]


def _further(found: Material, name: str) -> Sequence[Block]:
    """Another brand: its name, what the cover would say of it, and the same parts."""
    title, summary, blocks = brand.parts(found, name)
    return [Prose(title=name, sentences=[(*title, "."), *summary]), *blocks]


def _digest(found: Material) -> Parts:
    return brand.digest(found, found.ask.brands[0])


_PARTS: Mapping[ReportType, Callable[[Material], Parts]] = {
    "weekly": _brands,
    "monthly": _brands,
    "compare": compare.parts,
    "coverage": coverage.parts,
    "digest": _digest,
    "crisis": crisis.parts,
}
