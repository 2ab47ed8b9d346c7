"""The store in one SQLite file: the default engine."""

from storage.sqlite.backup import restore
from storage.sqlite.private import exposed
from storage.sqlite.store import SqliteStore

__all__ = ["SqliteStore", "exposed", "restore"]
