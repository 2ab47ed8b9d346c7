"""The connections to one file: a single writer behind a lock, and readers that are lent out and come back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING

from storage.errors import StoreError
from storage.sqlite.failures import explained
from storage.sqlite.private import make_file

if TYPE_CHECKING:
    from sqlite_utils import Database

WAIT = 10.0
"""Seconds to wait for another process's short write."""

WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 16000",
    "PRAGMA journal_size_limit = 67108864",
)
READER_PRAGMAS = ("PRAGMA query_only = ON", "PRAGMA cache_size = -16384", "PRAGMA temp_store = MEMORY")


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A bare connection; `mode` is SQLite's: ro, rw or rwc. Nothing begins a transaction by itself."""
    if mode == "rwc":
        with suppress(OSError):  # SQLite says better what is wrong with the place
            make_file(path)
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)


class Connections:
    """All connections of a store. Their errors leave as StoreErrors."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        self.path, self.readonly = path, readonly
        self._writer: Database | None = None
        self._written: tuple[int, int] | None = None
        self._writing = RLock()
        self._idle: list[sqlite3.Connection] = []
        self._idle_lock = Lock()
        self._closed = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it happens, or nothing. Callers take turns."""
        with self._writing, explained(self.path):
            database = self._open_writer()
            self._require_same_file()
            with database.atomic():
                # A first statement that writes takes the lock while waiting is still possible: a transaction that
                # read before it wrote would fail at once if another process wrote in between.
                database.conn.execute("UPDATE notes SET value = value WHERE 0")
                yield database.conn

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that cannot write, showing one consistent state for as long as it is held."""
        with explained(self.path):
            connection = self._borrow()
            try:
                connection.execute("BEGIN")
                yield connection
            except sqlite3.Error:
                connection.close()
                raise
            except BaseException:
                self._give_back(connection)
                raise
            self._give_back(connection)

    def close(self) -> None:
        with self._writing, self._idle_lock:
            self._closed = True
            for connection in self._idle:
                connection.close()
            self._idle.clear()
            if self._writer:
                self._writer.conn.close()
                self._writer = None

    def _open_writer(self) -> Database:
        if self.readonly or self._closed:
            raise StoreError(f"{self.path} is {'closed' if self._closed else 'open for reading only'}")
        if self._writer is None:
            self._writer = database(self.path)
            self._written = _identity(self.path)
        return self._writer

    def _require_same_file(self) -> None:
        """What is written into a file that was deleted or moved away is lost with the process."""
        if _identity(self.path) != self._written:
            raise StoreError(
                f"{self.path} is no longer the file that is open: it was deleted, moved or replaced while in use. "
                "Put it back, or stop the service and bring a copy back with: listener db restore BACKUP"
            )

    def _borrow(self) -> sqlite3.Connection:
        with self._idle_lock:
            if self._closed:
                raise StoreError(f"{self.path} is closed")
            if self._idle:
                return self._idle.pop()
        connection = connect(self.path, "ro" if self.readonly else "rw")
        for pragma in READER_PRAGMAS:
            connection.execute(pragma)
        return connection

    def _give_back(self, connection: sqlite3.Connection) -> None:
        connection.rollback()
        with self._idle_lock:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def database(path: Path) -> Database:
    """The writing side, through sqlite-utils; imported here because reading commands must start fast without it."""
    from sqlite_utils import Database

    connection = connect(path, "rwc")
    for pragma in WRITER_PRAGMAS:
        connection.execute(pragma)
    return Database(connection, recursive_triggers=False, execute_plugins=False)
