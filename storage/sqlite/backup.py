"""Whole copies of a store: while it runs, and back again."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from storage.errors import StoreCorrupt, StoreError
from storage.sqlite.connection import connect
from storage.sqlite.failures import RESTORE, explained
from storage.sqlite.lock import ServiceLock
from storage.sqlite.private import make_folder
from storage.sqlite.version import version


def copy(source: Path, target: Path) -> None:
    """A complete, consistent and undamaged copy, however busy the source is; only then it appears under its name.

    Raises StoreError if the target exists, StoreCorrupt if the source is damaged.
    """
    if target.exists():
        raise StoreError(f"{target} exists already: choose another name for the copy")
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
    with explained(target):
        try:
            make_folder(target.parent)
            _copy_pages(source, unfinished)
            _require_whole(unfinished, source)
            _sync(unfinished)
            unfinished.replace(target)
            _sync(target.parent)
        except OSError as error:
            raise StoreError(f"{target} cannot be written: {error.strerror}") from error
        finally:
            unfinished.unlink(missing_ok=True)


def restore(backup: Path, target: Path) -> Path | None:
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
        copy(backup, incoming)
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


def _copy_pages(source: Path, target: Path) -> None:
    reading, writing = connect(source, "ro"), connect(target, "rwc")
    try:
        # All pages in one step: in several, each write to the source would start the copy anew.
        reading.backup(writing, pages=-1)
        writing.execute("PRAGMA journal_mode = DELETE")
    finally:
        reading.close()
        writing.close()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
