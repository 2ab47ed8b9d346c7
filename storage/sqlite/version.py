"""Which version of the tables a file holds, and whether it is a file of ours at all."""

from __future__ import annotations

from pathlib import Path

from storage.errors import StoreCorrupt, StoreError, StoreVersion
from storage.sqlite.connection import connect
from storage.sqlite.failures import RESTORE, explained
from storage.sqlite.schema import STEPS

APPLICATION = 0x4C53_544E
"""Marks the file as ours ("LSTN")."""


def version(path: Path) -> int:
    """How far a file has come; 0 for a new one. Raises StoreCorrupt for a foreign file, StoreVersion for a newer."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with explained(path):
        connection = connect(path, "ro")
        try:
            found: int = connection.execute("PRAGMA user_version").fetchone()[0]
            application: int = connection.execute("PRAGMA application_id").fetchone()[0]
            tables: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        finally:
            connection.close()
    if application != APPLICATION and (found or tables):
        raise StoreCorrupt(f"{path} is a database of another program. Choose another path, or: {RESTORE}")
    if found > len(STEPS):
        raise StoreVersion(
            f"{path} was written by a newer version of Listener (store version {found}, this one knows {len(STEPS)}): "
            "install that version, or restore an older backup with: listener db restore BACKUP"
        )
    return found


def require_current(path: Path) -> None:
    """For opening without writing: raises StoreError where the file is missing or must be upgraded first."""
    if not path.exists():
        raise StoreError(f"{path} does not exist yet: run the service or a poll first")
    if version(path) < len(STEPS):
        raise StoreError(f"{path} is of an older version: open it once with a command that writes, as: listener run")
