"""Whole copies of a store: while it runs, and back again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path

from storage.errors import StoreBusy, StoreCorrupt, StoreError
from storage.sqlite.connection import connect
from storage.sqlite.failures import RESTORE, explained
from storage.sqlite.lock import ServiceLock
from storage.sqlite.private import make_folder
from storage.sqlite.version import version

Told = Callable[[str], None]
"""Is told how far something is that takes long, in words."""
STEP, TENTH = 8_192, 10
"""Pages that are copied between two looks at how far it is, and per cent between two words about it."""
CHECKING = ("PRAGMA mmap_size = 68719476736", "PRAGMA cache_size = -262144")
"""Indexes are compared with their rows all over the file: with the few pages that SQLite keeps otherwise, a large store
is read from its disk again and again, for an hour instead of seconds."""


def untold(_: str) -> None:
    """Nobody listens."""


def copy(source: Path, target: Path, told: Told = untold) -> None:
    """A complete, consistent and undamaged copy, however busy the source is; only then it appears under its name.

    Raises StoreError if the target exists, StoreCorrupt if the source is damaged.
    """
    if target.exists():
        raise StoreError(f"{target} exists already: choose another name for the copy")
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
    with explained(target):
        try:
            make_folder(target.parent)
            told(f"copying {source} to {target}: {source.stat().st_size / 1e6:,.0f} MB")
            _copy_pages(source, unfinished, told)
            told("looking whether the copy is whole")
            _require_whole(unfinished, source)
            _sync(unfinished)
            unfinished.replace(target)
            _sync(target.parent)
        except OSError as error:
            raise StoreError(f"{target} cannot be written: {error.strerror}") from error
        finally:
            unfinished.unlink(missing_ok=True)


def restore(backup: Path, target: Path, told: Told = untold) -> Path | None:
    """Put a backup in the place of a store; nothing is touched unless the backup is whole.

    Returns where the replaced store was put, None if there was none. Raises StoreBusy while a service runs on it.
    """
    if not backup.exists():
        raise StoreError(f"{backup} does not exist")
    if version(backup) == 0:
        raise StoreCorrupt(f"{backup} is empty: it is no backup of a store")
    lock = ServiceLock(target)
    try:
        incoming = free_name(target.with_name(f"{target.name}.incoming"))
        copy(backup, incoming, told)
        aside = _put_aside(target)
        incoming.replace(target)
        _sync(target.parent)
        return aside
    finally:
        lock.close()


def free_name(path: Path) -> Path:
    """The path itself, or with the first number that makes it new."""
    if not path.exists():
        return path
    return next(other for number in count(2) if not (other := path.with_name(f"{path.name}-{number}")).exists())


def _require_whole(copied: Path, source: Path) -> None:
    """Read a whole copy; raises StoreCorrupt if anything in it is damaged, which then comes from its source."""
    with explained(source):
        connection = connect(copied, "ro")
        try:
            for pragma in CHECKING:
                connection.execute(pragma)
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        finally:
            connection.close()
    if found != ["ok"]:
        raise StoreCorrupt(f"{source} is damaged: {'; '.join(found)}. {RESTORE}")


def _put_aside(target: Path) -> Path | None:
    if not target.exists():
        return None
    aside = free_name(target.with_name(f"{target.name}.replaced"))
    # The write-ahead log belongs to its database: left behind, it would be played into the restored one.
    for suffix in ("", "-wal", "-shm"):
        part = target.with_name(target.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))
    return aside


def _copy_pages(source: Path, target: Path, told: Told) -> None:
    reading, writing = connect(source, "ro"), connect(target, "rwc")
    try:
        # One reading transaction around all steps: without it each write to the source would start the copy anew.
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        writing.execute("PRAGMA synchronous = OFF")  # it is synced as a whole before it gets its name
        reading.backup(writing, pages=STEP, progress=_Progress(source, told), sleep=0)
        writing.execute("PRAGMA journal_mode = DELETE")
    finally:
        reading.close()
        writing.close()


class _Progress:
    """Says each tenth that is done. Raises StoreBusy where the source cannot be read for others who write."""

    def __init__(self, source: Path, told: Told) -> None:
        self._source, self._told, self._next = source, told, TENTH

    def __call__(self, status: int, remaining: int, total: int) -> None:
        if status not in (sqlite3.SQLITE_OK, sqlite3.SQLITE_DONE):
            raise StoreBusy(f"{self._source} is being written by another process; try again, or stop that process")
        done = 100 * (total - remaining) // max(total, 1)
        if remaining and done >= self._next:
            self._told(f"{done} % is copied")
            self._next = done + TENTH


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
