"""Files that were sent to be imported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from storage import records
from storage.sqlite.codec import dumps, loads
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Upload

_SAVE = """
UPDATE uploads SET status = ?, body = ? WHERE id = ? AND status IN ('tried', 'waiting', 'running')
"""


class Uploads(Part):
    def add_upload(self, upload: Upload) -> Upload:
        with self._connections.writing() as connection:
            row = (upload.status, dumps(upload))
            id = connection.execute("INSERT INTO uploads (status, body) VALUES (?, ?)", row).lastrowid
        return replace(upload, id=id)

    def uploads(self) -> list[Upload]:
        with self._connections.reading() as connection:
            return [_upload(row) for row in connection.execute("SELECT id, body FROM uploads ORDER BY id DESC")]

    def upload(self, id: int) -> Upload | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT id, body FROM uploads WHERE id = ?", (id,)).fetchone()
        return _upload(row) if row else None

    def save_upload(self, upload: Upload) -> bool:
        row = (upload.status, dumps(replace(upload, id=None)), upload.id)
        with self._connections.writing() as connection:
            return connection.execute(_SAVE, row).rowcount == 1

    def remove_upload(self, id: int) -> bool:
        with self._connections.writing() as connection:
            return connection.execute("DELETE FROM uploads WHERE id = ?", (id,)).rowcount == 1


def _upload(row: Sequence[Any]) -> Upload:
    id, body = row
    return loads(records.Upload, body, id=id)
