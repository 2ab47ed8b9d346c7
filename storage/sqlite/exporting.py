"""Exports that are written beside everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from storage import records
from storage.sqlite.codec import dumps, loads
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Export

_SAVE = """
UPDATE exports SET status = ?, body = ?, changes = changes + 1 WHERE id = ? AND status IN ('waiting', 'running')
"""


class Exports(Part):
    def add_export(self, export: Export) -> Export:
        with self._connections.writing() as connection:
            row = (export.status, dumps(export))
            id = connection.execute("INSERT INTO exports (status, body) VALUES (?, ?)", row).lastrowid
        return replace(export, id=id)

    def exports(self) -> list[Export]:
        with self._connections.reading() as connection:
            return [_export(row) for row in connection.execute("SELECT id, body FROM exports ORDER BY id DESC")]

    def export_of(self, id: int) -> Export | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT id, body FROM exports WHERE id = ?", (id,)).fetchone()
        return _export(row) if row else None

    def save_export(self, export: Export) -> bool:
        row = (export.status, dumps(replace(export, id=None)), export.id)
        with self._connections.writing() as connection:
            return connection.execute(_SAVE, row).rowcount == 1

    def remove_export(self, id: int) -> bool:
        with self._connections.writing() as connection:
            return connection.execute("DELETE FROM exports WHERE id = ?", (id,)).rowcount == 1


def _export(row: Sequence[Any]) -> Export:
    id, body = row
    return loads(records.Export, body, id=id)
