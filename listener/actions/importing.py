"""Imports: what was said before, from files; it enters searches and baselines and never alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listener.app import App
from listener.pipeline.match import arrivals
from sources.tables.problems import RowProblem
from sources.tables.read import read_table
from storage.records import Committed

BATCH = 1000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file: rows that were read, mentions that are new, rows that were wrong."""

    rows: int
    committed: Committed
    problems: Sequence[RowProblem]


async def import_table(app: App, data: bytes, *, source: str) -> ImportReport:
    """Store every good row that a query matches (all rows if `keep = "all"`), and report the bad ones by row."""
    table = await app.read(read_table, data, now=app.clock.now(), name=source)
    new = sightings = edited = known = 0
    for start in range(0, len(table.mentions), BATCH):
        chunk = table.mentions[start : start + BATCH]
        brought = await arrivals(app, chunk, source, live=False)
        done = await app.write(app.store.import_arrivals, source, brought, app.clock.now())
        new, sightings = new + done.new, sightings + done.sightings
        edited, known = edited + done.edited, known + done.known
    committed = Committed(new=new, sightings=sightings, edited=edited, known=known)
    return ImportReport(len(table.mentions), committed, table.problems)
