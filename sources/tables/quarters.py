"""Streams of files of which one appears every quarter of an hour: which are due, and what a poll came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sources.tables.gkg import Articles, Damaged, moment
from storage.errors import SourceError
from storage.records import Batch, Cursor, Mention

STEP = timedelta(minutes=15)
GIVEN_UP = timedelta(hours=1)
"""After so long a file that came and cannot be read is passed over: the others must not wait for it."""


@dataclass(slots=True, kw_only=True)
class Part:
    """What one poll read of a stream.

    Attributes:
        done: The time of the newest file that is read, or passed over.
        files: How many were read.
        more: There are others that could be read at once.
    """

    done: datetime
    mentions: dict[str, Mention] = field(default_factory=dict)
    partial: list[str] = field(default_factory=list)
    files: int = 0
    more: bool = False

    def take(self, time: datetime, read: Articles) -> None:
        """A file was read."""
        self.files += 1
        self.done = time
        self.partial += read.partial
        for mention in read.mentions:
            self.mentions.setdefault(mention.native_id, mention)

    def miss(self, time: datetime, error: SourceError) -> None:
        """A file cannot be had, now or ever."""
        self.done = time
        self.partial.append(f"the file of {time:%Y-%m-%d %H:%M} UTC was passed over: {error}")


def stamp(time: datetime) -> str:
    """A time as files and cursors write it."""
    return f"{time:%Y%m%d%H%M%S}"


def begun(known: str | None, newest: datetime, earliest: datetime) -> datetime:
    """The time of the last file that needs not be read; at first that is the one before the newest."""
    time = moment(known) if known else newest - STEP
    return max(time or newest - STEP, earliest)


def quarters(done: datetime, newest: datetime) -> list[datetime]:
    """The times of the files behind one, oldest first."""
    count = max(0, -(-(newest - done) // STEP))
    return [newest - number * STEP for number in range(count)][::-1]


def is_passed_over(error: SourceError, time: datetime, newest: datetime) -> bool:
    """Whether the files behind this one need not wait for it: it is missing there, or came damaged for long enough."""
    if isinstance(error, Damaged):
        return newest - time > GIVEN_UP
    return error.status == 404 and time < newest


def batch(cursor: Cursor, parts: Mapping[str, Part], errors: Sequence[SourceError]) -> Batch:
    """What the parts brought; a stream that failed goes on where it stood."""
    mentions: dict[str, Mention] = {}
    for part in parts.values():
        mentions |= part.mentions
    partial = (*(said for part in parts.values() for said in part.partial), *map(str, errors))
    return Batch(
        mentions=tuple(mentions.values()),
        cursor={**cursor, **{stream: stamp(part.done) for stream, part in parts.items()}},
        not_before=max(filter(None, (error.not_before for error in errors)), default=None),
        more=any(part.more for part in parts.values()),
        partial=partial,
        unchanged=not partial and not any(part.files for part in parts.values()),
    )
