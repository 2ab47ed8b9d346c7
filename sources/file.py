"""Files: CSV tables and NDJSON, read again whenever they grow or change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator

from sources.base import Net, Options, source
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor, Mention

if TYPE_CHECKING:
    from sources.tables.build import RowReader

LARGEST = 200_000_000
# A poll brings so many rows at most; the next one goes on behind them.
AT_ONCE = 50_000
SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one poll read of one file.

    Attributes:
        state: For the cursor: size and time of change, rows done, length and hash of the bytes that held them.
    """

    mentions: tuple[Mention, ...]
    notes: tuple[str, ...]
    state: Mapping[str, Any]


@source("file")
class File(Options):
    """CSV or NDJSON files in a folder of this machine; rows that are added are new. Also exports of Brandwatch,
    Meltwater and Talkwalker."""

    path: str = Field(min_length=1, description="A file, or a pattern as exports/*.csv; relative to the config file")
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

        known: Mapping[str, Any] = cursor.get("files", {}) if cursor.get("path") == self.path else {}
        reading = RowReader(
            now=net.now,
            zone=ZoneInfo(self.timezone),
            day_first=self.day_first,
            kind=self.kind,
            language=self.language,
        )
        parts: dict[str, Part | None] = {}
        for path in self._files(net.folder):
            room = AT_ONCE - sum(len(part.mentions) for part in parts.values() if part)
            parts[str(path)] = await net.run(read_part, path, known.get(str(path), {}), reading, max(room, 0))
        read = [part for part in parts.values() if part]
        return Batch(
            mentions=tuple(mention for part in read for mention in part.mentions),
            cursor={
                "path": self.path,
                "files": {name: part.state if part else known[name] for name, part in parts.items()},
            },
            unchanged=bool(parts) and not read,
            notes=_shown(note for part in read for note in part.notes),
        )

    def _files(self, folder: Path) -> list[Path]:
        path = (folder / Path(self.path).expanduser()).resolve()
        if not any(mark in self.path for mark in "*?["):
            return [path]
        anchor = Path(path.anchor)
        return sorted(found for found in anchor.glob(str(path.relative_to(anchor))) if found.is_file())


def read_part(path: Path, known: Mapping[str, Any], reading: RowReader, room: int) -> Part | None:
    """What is new in a file, None if nothing: rows behind those that are done, all rows if the beginning changed.

    A last line without its end is read, but not counted as done: it may still be in the middle of being written.
    """
    try:
        status = path.stat()
        stamp = [status.st_size, status.st_mtime_ns]
        if known.get("stamp") == stamp and known.get("complete"):
            return None
        data = _content(path, status.st_size)
    except OSError as error:
        raise Broken(f"{path}: {error.strerror or error}; check that the file is there and may be read") from error
    skip = known.get("rows", 0) if _digest(data[: known.get("length", 0)]) == known.get("digest") else 0
    return _part(path, data, skip, stamp, reading, room)


def _part(path: Path, data: bytes, skip: int, stamp: list[int], reading: RowReader, room: int) -> Part:
    from sources.tables.decode import decoded
    from sources.tables.read import table

    text = decoded(data)
    mentions: list[Mention] = []
    notes: list[str] = []
    done, last, complete = skip, skip, True
    for number, outcome in table(text, reading, skip=skip):
        if number != last and len(mentions) >= room:
            complete = False
            break
        done, last = last, number
        if isinstance(outcome, Mention):
            mentions.append(outcome)
        else:
            notes.append(f"{path.name}, {outcome}")
    ended = text.endswith("\n") or not complete
    return Part(
        mentions=tuple(mentions),
        notes=tuple(notes),
        state={"stamp": stamp, "complete": complete, "rows": last if ended else done, **_held(data, ended)},
    )


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
