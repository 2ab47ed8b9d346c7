"""Files: CSV tables and NDJSON, read again whenever they grow or change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from sources.base import About, Net, Options, source
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor, Mention, Refused

if TYPE_CHECKING:
    from sources.tables.build import RowReader
    from sources.tables.problems import RowProblem

LARGEST = 200_000_000
# A poll brings so many rows, of so many files, at most; the next one goes on behind them.
AT_ONCE = 50_000
MOST_FILES = 5_000
# Files that are read in one go: so many, or so many bytes.
TOGETHER, ENOUGH = 500, 20_000_000
SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one poll read of one file.

    Attributes:
        refused: Rows that are done and could not be used.
        again: Ids under which any of its rows may have been refused before.
        state: For the cursor: size and time of change, rows done, length and hash of the bytes that held them.
    """

    mentions: tuple[Mention, ...]
    refused: tuple[Refused, ...]
    again: tuple[str, ...]
    notes: tuple[str, ...]
    state: Mapping[str, Any]


@source("file")
class File(Options):
    """CSV or NDJSON files in a folder of this machine; rows that are added are new. Also exports of Brandwatch,
    Meltwater and Talkwalker."""

    row_ids = True
    about: ClassVar[About] = About(
        title="Files", documentation="https://www.rfc-editor.org/rfc/rfc4180", proof="real answers"
    )

    path: str = Field(
        min_length=1,
        description="A file, or a pattern as exports/*.csv; relative to the config file",
        examples=["exports/*.csv"],
    )
    timezone: str = Field("UTC", description="Time zone of times that do not say theirs")
    day_first: bool | None = Field(None, description="How to read 03/04/2026: true is 3 April; left out: as a mistake")

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is not a time zone; write one as Europe/Berlin") from error
        return name

    async def poll(self, net: Net, cursor: Cursor, ask: Ask) -> Batch:  # noqa: ARG002 (files cannot be searched)
        from sources.tables.build import RowReader
        from sources.tables.inbox import survey

        known: Mapping[str, Any] = cursor.get("files", {}) if cursor.get("path") == self.path else {}
        reading = RowReader(
            now=net.now,
            zone=ZoneInfo(self.timezone),
            day_first=self.day_first,
            kind=self.kind,
            language=self.language,
        )
        done = {name: state["stamp"] for name, state in known.items() if state.get("complete")}
        there = await net.run(survey, net.folder, self.path, done)
        parts = await _parts(net, there.changed[:MOST_FILES], known, reading)
        gone = {*there.gone, *(known.keys() - done.keys() - {*there.changed})}
        files = {name: state for name, state in known.items() if name not in gone}
        return Batch(
            mentions=tuple(mention for part in parts.values() for mention in part.mentions),
            refused=tuple(row for part in parts.values() for row in part.refused),
            again=tuple(id for part in parts.values() for id in part.again),
            cursor={"path": self.path, "files": files | {name: part.state for name, part in parts.items()}},
            unchanged=bool(there.found) and not parts,
            notes=_shown(note for part in parts.values() for note in part.notes),
        )


async def _parts(
    net: Net, names: Sequence[str], known: Mapping[str, Mapping[str, Any]], reading: RowReader
) -> dict[str, Part]:
    """What is new in these files, as far as there is room."""
    parts: dict[str, Part] = {}
    room = AT_ONCE
    while room > 0 and len(parts) < len(names):
        next_ones = names[len(parts) : len(parts) + TOGETHER]
        states = {name: known[name] for name in next_ones if name in known}
        read = await net.run(read_parts, next_ones, states, reading, room)
        parts |= read
        room -= sum(len(part.mentions) for part in read.values())
    return parts


def read_parts(
    names: Sequence[str], known: Mapping[str, Mapping[str, Any]], reading: RowReader, room: int
) -> dict[str, Part]:
    """What is new in the first of these files, until it is enough for one go."""
    parts: dict[str, Part] = {}
    size = 0
    for name in names:
        parts[name] = part = read_part(Path(name), known.get(name, {}), reading, room)
        room -= len(part.mentions)
        size += part.state["stamp"][0]
        if room <= 0 or size > ENOUGH:
            break
    return parts


def read_part(path: Path, known: Mapping[str, Any], reading: RowReader, room: int) -> Part:
    """What is new in a file: rows behind those that are done, all rows if the beginning changed.

    A last line without its end is read, but not counted as done: it may still be in the middle of being written.
    """
    from sources.tables.inbox import stamp

    try:
        status = path.stat()
        data = _content(path, status.st_size)
    except OSError as error:
        raise Broken(f"{path}: {error.strerror or error}; check that the file is there and may be read") from error
    skip = known.get("rows", 0) if _digest(data[: known.get("length", 0)]) == known.get("digest") else 0
    return _part(path, data, skip, stamp(status), reading, room)


def _part(path: Path, data: bytes, skip: int, stamp: list[int], reading: RowReader, room: int) -> Part:
    from sources.tables.decode import decoded
    from sources.tables.read import table

    text = decoded(data)
    mentions: list[Mention] = []
    problems: list[RowProblem] = []
    done, last, complete = skip, skip, True
    for number, outcome in table(text, reading, skip=skip):
        if number != last and len(mentions) >= room:
            complete = False
            break
        done, last = last, number
        if isinstance(outcome, Mention):
            mentions.append(outcome)
        else:
            problems.append(outcome)
    ended = text.endswith("\n") or not complete
    rows = last if ended else done
    return Part(
        mentions=tuple(mentions),
        refused=tuple(_refused(path, each) for each in problems if 0 < each.row <= rows and not each.kept),
        again=tuple(_place(path, row) for row in range(skip + 1, rows + 1)),
        notes=tuple(f"{path.name}, {problem}" for problem in problems),
        state={"stamp": stamp, "complete": complete, "rows": rows, **_held(data, ended)},
    )


def _refused(path: Path, problem: RowProblem) -> Refused:
    reason = f"column {problem.column}: {problem.what}" if problem.column else problem.what
    return Refused(native_id=_place(path, problem.row), reason=reason, body=problem.body)


def _place(path: Path, row: int) -> str:
    return f"{path}, row {row}"


def _held(data: bytes, ended: bool) -> dict[str, Any]:
    # In UTF-16 a line's end is followed by another zero byte; it is the same file as long as what was there stays.
    length = len(data) if ended else data.rfind(b"\n") + 1
    return {"length": length, "digest": _digest(data[:length])}


def _content(path: Path, size: int) -> bytes:
    if size > LARGEST:
        raise Broken(f"{path} has {size / 1e6:.0f} MB, more than the {LARGEST / 1e6:.0f} that are read; split it")
    return path.read_bytes()


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _shown(notes: Iterable[str]) -> tuple[str, ...]:
    listed = list(notes)
    more = (f"and {len(listed) - SHOWN} more problems",) if len(listed) > SHOWN else ()
    return (*listed[:SHOWN], *more)
