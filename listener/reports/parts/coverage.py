"""How complete a report is: what could not be seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from listener.health.coverage import BLIND, Stretch, seen
from listener.metrics.blind_time import BLIND_TIME, blind_time
from listener.reports.document import Block, Prose, Row, Said, Sentence, Table, When
from listener.reports.material import Material, Parts
from listener.reports.record import Record
from listener.wording.moments import moment
from listener.wording.text import one_line

ZERO = timedelta()
SHOWN = 12


def parts(found: Material) -> Parts:
    """A report of its own."""
    made = blocks(found)
    sentences = made[0].sentences if isinstance(made[0], Prose) else ()
    return ("What could be heard, and what not",), sentences, made[1:]


def blocks(found: Material) -> list[Block]:
    """A sentence or two, and a line for each source that was blind."""
    seen_of = stretches(found)
    if not seen_of:
        return [Prose(title="How complete this is", sentences=[("The ledger knows of no source in this time.",)])]
    rows = [(name, _record(found, name, parts), parts) for name, parts in seen_of.items()]
    worst = sorted((row for row in rows if row[1].value), key=lambda row: (-(row[1].value or 0), row[0]))[:SHOWN]
    table = Table(
        title="Sources that could not be read all the time",
        head=("", "blind", "last from", "why"),
        rows=[_row(found, *row) for row in worst],
        empty="Every source could be read all the time.",
    )
    return [Prose(title="How complete this is", sentences=[_said(whole(found, seen_of)), *_unread(found)]), table]


def stretches(found: Material) -> Mapping[str, list[Stretch]]:
    """What could be seen of each source in the period, as far as it is over."""
    return seen(found.store, found.ask.period.since, min(found.ask.period.until, found.ask.now))


def whole(found: Material, seen_of: Mapping[str, list[Stretch]]) -> Record:
    """The part of the time of all sources in which they could not be read."""
    return _record(found, "all sources", [each for parts in seen_of.values() for each in parts])


def _said(whole: Record) -> Sentence:
    if not whole.value:
        return ("Every source could be read all the time that the ledger knows of.",)
    return (
        "Sources could not be read in ",
        whole,
        " of their time; what was said there then is missing from every number.",
    )


def _unread(found: Material) -> list[Sentence]:
    said: list[Sentence] = []
    for name in found.ask.brands:
        measures = found.measures(name)
        if measures.tally.unread:
            record = measures.unjudged()
            said.append(
                (
                    record,
                    " posts about ",
                    Said(name),
                    " have no tone that the model was sure of; they count as mentions only.",
                )
            )
    return said


def _record(found: Material, name: str, seen: list[Stretch]) -> Record:
    known = sum((each.length for each in seen), ZERO)
    blind = sum((each.length for each in seen if each.sight in BLIND), ZERO)
    when = ("now", found.ask.period.since, found.ask.period.until)
    part = "" if name == "all sources" else f"source {name}"
    return found.records.add(BLIND_TIME, blind_time(blind, known), scope="all", period=when, part=part, style="share")


def _row(found: Material, name: str, blind: Record, seen: list[Stretch]) -> Row:
    last = max((each for each in seen if each.sight in BLIND), key=_began)
    return Row(
        name=(Said(name),),
        cells=((blind,), (When(moment(last.since, found.ask.zone)),), (Said(one_line(last.why or last.sight, 240)),)),
    )


def _began(stretch: Stretch) -> datetime:
    return stretch.since
