"""Imports: what was said before, from files; it enters searches and baselines and never alerts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from listener.actions.actor import check
from listener.actions.audit import audit
from listener.app import App
from listener.pipeline.match import arrivals
from listener.wording.figures import counted
from sources.tables import choices as written
from sources.tables.problems import Imported, RowProblem
from sources.tables.read import read_table
from sources.tables.refused import refused as table_of_refused
from sources.tables.row import RowReader
from storage.intake.sameness import told_apart
from storage.records import Actor, Committed, Refused

BATCH = 1000
Told = Callable[[int, Committed], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What is known of a table beforehand.

    Attributes:
        zone: Of times that do not say theirs; None: the configuration's.
        encoding: None: as the file says, or as its letters show.
        columns: Field -> header, as text -> Kommentar.
        member: Which file of an archive.
        date: Of rows that have no usable one; None: they are refused, unless `undated`.
        undated: Rows without a date count as said now.
        day_first: How to read 03/04/2026; None: as the column shows.
    """

    zone: ZoneInfo | None = None
    encoding: str | None = None
    member: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    date: datetime | None = None
    undated: bool = False
    day_first: bool | None = None

    @classmethod
    def said(
        cls,
        zone: ZoneInfo,
        now: datetime,
        *,
        map: Iterable[str] = (),
        encoding: str = "",
        member: str = "",
        timezone: str = "",
        date: str = "",
        day_first: bool | None = None,
    ) -> Self:
        """From what people write; "" is what they leave out. Raises ValueError with what is wrong."""
        told = _zone(timezone) if timezone else zone
        return cls(
            zone=told,
            encoding=written.encoding(encoding) if encoding else None,
            columns=written.mapped(map),
            member=member or None,
            date=written.dated(date, told, now) if date else None,
            undated=bool(date),
            day_first=day_first,
        )

    def reader(self, app: App) -> RowReader:
        """How cells are to be understood then."""
        return RowReader(
            now=app.clock.now(),
            zone=self.zone or app.config.zone,
            encoding=self.encoding,
            member=self.member,
            columns=self.columns,
            date=self.date,
            undated=self.undated,
            day_first=self.day_first,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file.

    Attributes:
        rows: That could be used.
        unmatched: Of them, those that were not stored, as no query asks for them.
        problems: Rows and cells that were left out.
        notes: What else is to be known.
        zone: In which times were read that do not say theirs.
        form: What the file is written in; "" where nothing of it could be read.
        unread: Its columns that mean nothing here; their cells are kept with each post.
        made_anew: Its columns that are not read, as they are made anew.
    """

    rows: int
    committed: Committed
    unmatched: int
    problems: Sequence[RowProblem]
    notes: Sequence[str]
    zone: str
    form: str = ""
    unread: Sequence[str] = ()
    made_anew: Sequence[str] = ()

    @property
    def refused(self) -> Mapping[int, str]:
        """Number of a row that was not used -> why."""
        return {each.row: each.what for each in self.problems if each.row and not each.kept}


async def import_table(
    app: App, data: bytes, actor: Actor, *, source: str, choices: Choices | None = None
) -> ImportReport:
    """Store every good row that a query matches (all rows if `keep = "all"`), and report the bad ones by row."""
    check(actor, "imports")
    reading = (choices or Choices()).reader(app)
    table = await app.read(read_table, data, reading, name=source)
    return await store_table(app, table, reading, actor, source=source)


async def store_table(
    app: App, table: Imported, reading: RowReader, actor: Actor, *, source: str, told: Told | None = None
) -> ImportReport:
    """The same, of one that was read already.

    Args:
        told: Hears after each batch how many rows that were, and what became of them.
    """
    check(actor, "imports")
    done, notes = await _store(app, table, source, told)
    what = f"imported {counted(len(table.mentions), 'row')} as {source}, {done.new:,} of them new"
    await audit(app, actor, what, app.clock.now(), about="source", id=None)
    problems = [*table.problems, *(_problem(each, table.rows) for each in done.refused)]
    used = len(table.mentions) - len(done.refused)
    return ImportReport(
        rows=used,
        committed=done,
        unmatched=max(0, used - done.new - done.sightings - done.edited - done.known),
        problems=[each for each in problems if not each.is_note],
        notes=[*(each.what for each in problems if each.is_note), *notes],
        zone=str(reading.zone),
        form=table.form,
        unread=table.unread,
        made_anew=table.made_anew,
    )


async def refused_rows(
    app: App, data: bytes, report: ImportReport, choices: Choices | None = None
) -> tuple[str, str] | None:
    """The rows that an import refused, as the text of a table to be mended, and the ending of its name; None where it
    refused none."""
    if not report.refused:
        return None
    return await app.read(table_of_refused, data, (choices or Choices()).reader(app), report.refused)


async def _store(app: App, table: Imported, source: str, told: Told | None) -> tuple[Committed, list[str]]:
    done, notes = Committed(), list[str]()
    for start in range(0, len(table.mentions), BATCH):
        chunk = table.mentions[start : start + BATCH]
        brought = await arrivals(app, chunk, source, live=False, row_ids=True)
        more = await app.write(app.store.import_arrivals, source, brought.arrivals, app.clock.now())
        done = _sum(done, replace(more, refused=(*brought.refused, *more.refused)))
        notes += brought.notes
        if told:
            await told(start + len(chunk), done)
    return done, notes + ([told_apart(done.apart)] if done.apart else [])


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone; write one as Europe/Berlin") from None


def _sum(one: Committed, other: Committed) -> Committed:
    return Committed(
        new=one.new + other.new,
        sightings=one.sightings + other.sightings,
        edited=one.edited + other.edited,
        known=one.known + other.known,
        apart=one.apart + other.apart,
        refused=(*one.refused, *other.refused),
    )


def _problem(refused: Refused, rows: Mapping[str, int]) -> RowProblem:
    return RowProblem(row=rows.get(refused.native_id, 0), column="", what=refused.reason)
