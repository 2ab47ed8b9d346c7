"""Files: CSV tables and NDJSON, read again whenever they grow or change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from sources.base import About, Net, Options, source
from sources.reading.zones import Zone
from sources.tables import choices
from sources.tables.columns import named
from storage.records import Ask, Batch, Cursor

if TYPE_CHECKING:
    from sources.tables.parts import Part
    from sources.tables.row import RowReader

# A poll brings so many rows, of so many files, at most; the next one goes on behind them.
AT_ONCE = 50_000
MOST_FILES = 5_000
TOGETHER = 500
"""So many files are handed over to be read in one go."""
SHOWN = 20


@source("file")
class File(Options):
    """CSV, workbooks or NDJSON in a folder of this machine, also packed with gzip or zip; rows that are added are new.
    Also exports of Brandwatch, Meltwater and Talkwalker."""

    row_ids = True
    about: ClassVar[About] = About(
        title="Files",
        documentation="https://www.rfc-editor.org/rfc/rfc4180",
        proof="real answers",
        past="its polls read its files whole; bring others with `listener import`",
    )

    path: str = Field(
        min_length=1,
        title="File",
        description="A file, or a pattern as exports/*.csv; relative to the config file",
        examples=["exports/*.csv"],
    )
    timezone: Zone = Field("UTC", description="Time zone of times that do not say theirs")
    day_first: bool | None = Field(
        None,
        description="How to read 03/04/2026: true is 3 April; left out: as the column shows, else refused",
        examples=[True],
    )
    encoding: str | None = Field(
        None,
        description="As cp1252 or shift_jis; left out: found, and refused where in doubt",
        examples=["cp1252"],
    )
    member: str | None = Field(
        None,
        title="File in the archive",
        description="Of zip archives of several files, the one to read",
        examples=["a.csv"],
    )
    columns: dict[str, str] = Field(
        default_factory=dict,
        description='Which column is which: { text = "Kommentar", date = "Datum" }',
        examples=[{"text": "Kommentar", "date": "Datum"}],
    )
    date: str | None = Field(
        None,
        title="Date of rows without one",
        description='Of rows without a date: a day, or "now": when they are read; left out: they are refused',
        examples=["now"],
    )

    @field_validator("encoding")
    @classmethod
    def _is_known(cls, name: str | None) -> str | None:
        return name and choices.encoding(name)

    @field_validator("columns")
    @classmethod
    def _are_fields(cls, columns: dict[str, str]) -> dict[str, str]:
        return named(columns)

    @field_validator("date")
    @classmethod
    def _is_date(cls, written: str | None) -> str | None:
        if written:
            choices.dated(written, UTC)
        return written

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (files cannot be searched)
        from sources.tables.inbox import survey

        known = self._known(cursor)
        done = {name: state["stamp"] for name, state in known.items() if state.get("complete")}
        there = await net.run(survey, net.folder, self.path, done)
        parts = await _parts(net, there.changed[:MOST_FILES], known, self._reader(net.now))
        gone = {*there.gone, *(known.keys() - done.keys() - {*there.changed})}
        files = {name: state for name, state in known.items() if name not in gone}
        files |= {name: part.state for name, part in parts.items()}
        return Batch(
            mentions=tuple(mention for part in parts.values() for mention in part.mentions),
            refused=tuple(row for part in parts.values() for row in part.refused),
            again=tuple(id for part in parts.values() for id in part.again),
            cursor={"path": self.path, "said": self._said, "files": files},
            unchanged=bool(there.found) and not parts,
            notes=_shown(note for part in parts.values() for note in part.notes),
        )

    @property
    def _said(self) -> list[Any]:
        """What is said of the files here: of rows that were refused another word may be the missing one."""
        columns = [list(pair) for pair in sorted(self.columns.items())]
        return [self.encoding, columns, self.date, self.day_first, *filter(None, [self.member])]

    def _known(self, cursor: Cursor) -> dict[str, Any]:
        """Files by name, as they were left; without those to be read again, as something else is said of them now."""
        files: Mapping[str, Any] = cursor.get("files", {}) if cursor.get("path") == self.path else {}
        is_same = cursor.get("said", self._said) == self._said
        return {name: state for name, state in files.items() if is_same or not state.get("refused")}

    def _reader(self, now: datetime) -> RowReader:
        from sources.tables.row import RowReader

        zone = ZoneInfo(self.timezone)
        return RowReader(
            now=now,
            zone=zone,
            day_first=self.day_first,
            kind=self.kind,
            language=self.language,
            columns=self.columns,
            encoding=self.encoding,
            member=self.member,
            date=choices.dated(self.date, zone) if self.date else None,
            undated=bool(self.date),
        )


async def _parts(
    net: Net, names: Sequence[str], known: Mapping[str, Mapping[str, Any]], reading: RowReader
) -> dict[str, Part]:
    """What is new in these files, as far as there is room."""
    from sources.tables.parts import read_parts

    parts: dict[str, Part] = {}
    room = AT_ONCE
    while room > 0 and len(parts) < len(names):
        next_ones = names[len(parts) : len(parts) + TOGETHER]
        states = {name: known[name] for name in next_ones if name in known}
        read = await net.run(read_parts, next_ones, states, reading, room)
        parts |= read
        room -= sum(len(part.mentions) for part in read.values())
    return parts


def _shown(notes: Iterable[str]) -> tuple[str, ...]:
    listed = list(notes)
    more = (f"and {len(listed) - SHOWN} more problems",) if len(listed) > SHOWN else ()
    return (*listed[:SHOWN], *more)
