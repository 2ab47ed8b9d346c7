"""Imports: what was said before, from files; it enters searches and baselines and never alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from listener.app import App
from listener.pipeline.match import arrivals
from sources.tables.problems import RowProblem
from sources.tables.read import read_table
from storage.intake.sameness import told_apart
from storage.records import Committed, Refused

BATCH = 1000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file: rows that were read, mentions that are new, rows that were wrong.

    Attributes:
        zone: In which times were read that do not say theirs.
    """

    rows: int
    committed: Committed
    problems: Sequence[RowProblem]
    zone: str


async def import_table(app: App, data: bytes, *, source: str, zone: ZoneInfo | None = None) -> ImportReport:
    """Store every good row that a query matches (all rows if `keep = "all"`), and report the bad ones by row.

    `zone`: of times that do not say theirs; left out, the configuration's.
    """
    zone = zone or app.config.zone
    table = await app.read(read_table, data, now=app.clock.now(), name=source, zone=zone)
    new = sightings = edited = known = apart = 0
    refused: list[Refused] = []
    notes: list[str] = []
    for start in range(0, len(table.mentions), BATCH):
        chunk = table.mentions[start : start + BATCH]
        brought = await arrivals(app, chunk, source, live=False, row_ids=True)
        done = await app.write(app.store.import_arrivals, source, brought.arrivals, app.clock.now())
        new, sightings = new + done.new, sightings + done.sightings
        edited, known = edited + done.edited, known + done.known
        apart += done.apart
        refused += [*brought.refused, *done.refused]
        notes += brought.notes
    committed = Committed(new=new, sightings=sightings, edited=edited, known=known, apart=apart, refused=tuple(refused))
    notes += [told_apart(apart)] if apart else []
    problems = [*table.problems, *(_problem(each, table.rows) for each in refused)]
    problems += [RowProblem(row=0, column="", what=note, kept=True) for note in notes]
    return ImportReport(len(table.mentions) - len(refused), committed, problems, str(zone))


def _problem(refused: Refused, rows: Mapping[str, int]) -> RowProblem:
    return RowProblem(row=rows.get(refused.native_id, 0), column="", what=refused.reason)
