"""All parts of the SQLite store in one class."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import StoreBusy, StoreError
from storage.sqlite.admitting import Admitting
from storage.sqlite.annotating import Annotating
from storage.sqlite.backup import Told, untold
from storage.sqlite.classifying import Classifying
from storage.sqlite.collecting import Collecting
from storage.sqlite.connection import Connections
from storage.sqlite.delivering import Delivering
from storage.sqlite.evaluating import Evaluating
from storage.sqlite.exploring import Exploring
from storage.sqlite.exporting import Exports
from storage.sqlite.filing import Desk
from storage.sqlite.importing import Uploads
from storage.sqlite.lock import ServiceLock, is_held
from storage.sqlite.making import Making
from storage.sqlite.migrations import migrate
from storage.sqlite.private import close_to_others, make_folder
from storage.sqlite.querying import Querying
from storage.sqlite.reporting import Reporting
from storage.sqlite.responding import Responding
from storage.sqlite.serving import Serving
from storage.sqlite.sharing import Sharing
from storage.sqlite.sources import Sources
from storage.sqlite.surveying import Surveying
from storage.sqlite.upkeep import Upkeep
from storage.sqlite.version import require_current


class SqliteStore(
    Collecting,
    Sources,
    Classifying,
    Evaluating,
    Responding,
    Delivering,
    Serving,
    Admitting,
    Making,
    Annotating,
    Reporting,
    Sharing,
    Desk,
    Exploring,
    Exports,
    Uploads,
    Querying,
    Surveying,
    Upkeep,
):
    """The store in one file, made or taken to the newest version as needed.

    Raises StoreBusy, StoreCorrupt, StoreVersion or another StoreError that says what to do.
    """

    def __init__(self, path: Path, *, readonly: bool = False, service: bool = False, told: Told = untold) -> None:
        """`readonly` changes nothing and makes nothing; `service` claims to be the one service of the file; `told` is
        told how far an upgrade is."""
        if readonly:
            require_current(path)
        else:
            _make_folder(path)
            close_to_others(path)
        self._lock = ServiceLock(path) if service else None
        try:
            if not readonly:
                migrate(path, locked=service, told=told)
            super().__init__(Connections(path, readonly=readonly))
            if service:
                self._release_leases()
        except BaseException:
            self._unlock()
            raise

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, service: bool = False, told: Told = untold) -> SqliteStore:
        return cls(path, readonly=readonly, service=service, told=told)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        lock = None if self._lock else _lock_if_free(self._connections.path)
        try:
            yield bool(self._lock or lock)
        finally:
            if lock:
                lock.close()

    def served(self) -> bool:
        return self._lock is not None or is_held(self._connections.path)

    def close(self) -> None:
        super().close()
        self._unlock()

    def _release_leases(self) -> None:
        """No other service can be polling: what a killed one had claimed is free again."""
        with self._connections.writing() as connection:
            connection.execute(
                "UPDATE sources SET lease = NULL, state = json_set(state, '$.lease_until', NULL) "
                "WHERE lease IS NOT NULL"
            )

    def _unlock(self) -> None:
        if self._lock:
            self._lock.close()
            self._lock = None


def _lock_if_free(path: Path) -> ServiceLock | None:
    try:
        return ServiceLock(path)
    except StoreBusy:
        return None


def _make_folder(path: Path) -> None:
    try:
        make_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path.parent} cannot be made: {error.strerror}") from error
