"""Single sources: how one is doing, what of it was put aside, and giving back what was claimed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.records import PutAside, SourceState
from storage.sqlite import aside
from storage.sqlite.codec import loads, micros
from storage.sqlite.part import Part


class Sources(Part):
    def source_state(self, name: str) -> SourceState | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT state FROM sources WHERE name = ?", (name,)).fetchone()
        return loads(SourceState, row[0]) if row else None

    def put_aside(self, source: str | None = None) -> list[PutAside]:
        with self._connections.reading() as connection:
            return aside.listed(connection, source)

    def release(self, names: Sequence[str], due: datetime) -> None:
        with self._connections.writing() as connection:
            connection.executemany(
                "UPDATE sources SET lease = NULL, due = ?, "
                "state = json_set(state, '$.lease_until', NULL, '$.next_due_at', ?) WHERE name = ?",
                [(micros(due), due.isoformat(), name) for name in names],
            )
