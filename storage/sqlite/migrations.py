"""Taking a file to the newest tables; an existing one is copied before it is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from storage.errors import StoreBusy
from storage.sqlite.backup import Told, copy, free_name, untold
from storage.sqlite.connection import database
from storage.sqlite.failures import explained
from storage.sqlite.lock import ServiceLock
from storage.sqlite.schema import STEPS, Step
from storage.sqlite.version import APPLICATION, version


def migrate(path: Path, steps: Sequence[Step] = STEPS, *, locked: bool = False, told: Told = untold) -> None:
    """Take a file to the newest version, each step in a transaction of its own; a copy of the old one stays beside it.

    Raises StoreBusy while a service of the older version runs; `locked` if the caller holds the service lock itself.
    """
    present = version(path)
    if present >= len(steps):
        return
    lock = _lock(path) if present and not locked else None
    try:
        if present:
            told(f"{path} is of an older version: it is copied, then upgraded")
            copy(path, free_name(path.with_name(f"{path.name}.version{present}")), told)
        with explained(path):
            _apply(path, steps, told if present else untold)
    finally:
        if lock:
            lock.close()


def _lock(path: Path) -> ServiceLock:
    try:
        return ServiceLock(path)
    except StoreBusy as busy:
        raise StoreBusy(f"{busy} (this version of Listener has to upgrade the store)") from busy


def _apply(path: Path, steps: Sequence[Step], told: Told) -> None:
    db = database(path)
    try:
        for number, step in enumerate(steps, start=1):
            with db.atomic():
                # Writing the header first takes the lock, so that two processes do not both run a step.
                db.conn.execute(f"PRAGMA application_id = {APPLICATION}")
                if _user_version(db.conn) < number:
                    told(f"upgrading, step {number} of {len(steps)}")
                    _take(db.conn, step)
                    db.conn.execute(f"PRAGMA user_version = {number}")
    finally:
        db.conn.close()


def _take(connection: sqlite3.Connection, step: Step) -> None:
    if callable(step):
        step(connection)
        return
    for statement in _statements(step):
        connection.execute(statement)


def _user_version(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def _statements(script: str) -> list[str]:
    """Its single statements: `executescript` would commit the transaction it runs in."""
    found, rest = [], ""
    for part in script.split(";"):
        rest += part + ";"
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return found
