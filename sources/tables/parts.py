"""What is new in files that grow, change, vanish, and are written to while they are read: runs in a worker process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.tables.inbox import stamp
from sources.tables.problems import RowProblem, UnreadableError
from sources.tables.read import Document
from sources.tables.row import RowReader
from storage.errors import Broken
from storage.records import Mention, Refused

LARGEST = 200_000_000
ENOUGH = 20_000_000
"""Bytes that are read in one go."""


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
    try:
        status = path.stat()
        data = _content(path, status.st_size)
    except OSError as error:
        raise Broken(f"{path}: {error.strerror or error}; check that the file is there and may be read") from error
    skip = known.get("rows", 0) if _digest(data[: known.get("length", 0)]) == known.get("digest") else 0
    return _part(path, data, skip, stamp(status), reading, room)


def _part(path: Path, data: bytes, skip: int, stamp: list[int], reading: RowReader, room: int) -> Part:
    try:
        document = Document.of(data, reading)
    except UnreadableError as error:
        return _unread(path, data, str(error), stamp)
    mentions: list[Mention] = []
    problems: list[RowProblem] = []
    done, last, complete = skip, skip, True
    for number, outcome in document.outcomes(skip=skip):
        if number != last and len(mentions) >= room:
            complete = False
            break
        done, last = last, number
        if isinstance(outcome, Mention):
            mentions.append(outcome)
        else:
            problems.append(outcome)
    ended = document.ended or not complete
    rows = last if ended else done
    refused = tuple(_refused(path, each) for each in problems if 0 < each.row <= rows and not each.kept)
    return Part(
        mentions=tuple(mentions),
        refused=refused,
        again=(str(path), *(_place(path, row) for row in range(skip + 1, rows + 1))),
        notes=tuple(f"{path.name}, {note}" for note in (*problems, *_passed_over(document, skip))),
        state={
            "stamp": stamp, "complete": complete, "rows": rows, "refused": bool(refused), **_held(data, ended),
        },
    )  # fmt: skip


def _unread(path: Path, data: bytes, why: str, stamp: list[int]) -> Part:
    """A file of which no row can be read is put aside as a whole, until it changes or more is said of it."""
    return Part(
        mentions=(),
        refused=(Refused(native_id=str(path), reason=why),),
        again=(),
        notes=(f"{path.name}: {why}",),
        state={"stamp": stamp, "complete": True, "rows": 0, "refused": True, **_held(data[:0], ended=True)},
    )


def _passed_over(document: Document, skip: int) -> Iterator[str]:
    """What is told of a file once: its columns that mean nothing here."""
    if not skip and document.grid and document.grid.unread:
        yield f"columns that are not read, but kept with each post: {', '.join(document.grid.unread)}"


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
