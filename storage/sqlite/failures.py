"""SQLite's errors as the application's: what happened, and what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import StoreBusy, StoreCorrupt, StoreError, StoreFull

RESTORE = "Bring back a copy with: listener db restore BACKUP"


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise sqlite3's errors as StoreErrors; anything else passes."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explain(error, path) from error


def is_about_a_row(error: Exception) -> bool:
    """Whether an error, explained or not, comes from what was to be stored, and not from the store or the machine."""
    cause = error.__cause__ if isinstance(error, StoreError) else error
    if isinstance(cause, sqlite3.Error):
        return isinstance(
            cause, (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
        )
    return cause is not None and not isinstance(cause, (MemoryError, OSError, StoreError))


def _explain(error: sqlite3.Error, path: Path) -> StoreError:
    """The primary result code decides (the low byte of the extended one)."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(f"{path} is being written by another process; try again, or stop that process")
        case sqlite3.SQLITE_FULL:
            return StoreFull(f"no space is left for {path}; nothing was changed. Free some space and try again")
        case sqlite3.SQLITE_CORRUPT:
            return StoreCorrupt(f"{path} is damaged ({error}). {RESTORE}")
        case sqlite3.SQLITE_NOTADB:
            return StoreCorrupt(f"{path} is not a database of Listener. Choose another path, or: {RESTORE}")
        case sqlite3.SQLITE_CANTOPEN:
            return StoreError(f"{path} cannot be opened: does its folder exist, and may this user read and write it?")
        case sqlite3.SQLITE_READONLY:
            return StoreError(f"{path} cannot be written: give this user the right to write it and its folder")
        case sqlite3.SQLITE_IOERR:
            return StoreError(f"{path} could not be read or written ({error}): check the disk and its free space")
        case _:
            return StoreError(f"{path}: {error}")
