"""Single sources: how one is doing, what of it was put aside, and giving back what was claimed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from storage import records
from storage.sqlite import aside, deleting
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Place, PutAside, SourceState

_SHOWN_BY = """
SELECT DISTINCT native_id FROM sightings INDEXED BY sightings_native
WHERE source = ? AND native_id > ? ORDER BY native_id LIMIT ?
"""


class Sources(Part):
    def source_state(self, name: str) -> SourceState | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT state FROM sources WHERE name = ?", (name,)).fetchone()
        return loads(records.SourceState, row[0]) if row else None

    def put_aside(self, source: str | None = None) -> list[PutAside]:
        with self._connections.reading() as connection:
            return aside.listed(connection, source)

    def dismiss_aside(self, source: str | None = None) -> int:
        with self._connections.writing() as connection:
            return aside.dismiss(connection, source)

    def release(self, names: Sequence[str], due: datetime) -> None:
        with self._connections.writing() as connection:
            connection.executemany(
                "UPDATE sources SET lease = NULL, due = ?, "
                "state = json_set(state, '$.lease_until', NULL, '$.next_due_at', ?) WHERE name = ?",
                [(micros(due), due.isoformat(), name) for name in names],
            )

    def know_places(self, places: Sequence[Place]) -> None:
        with self._connections.writing() as connection:
            rows = [(place.source, dumps(place)) for place in places]
            connection.executemany("INSERT OR REPLACE INTO terms VALUES (?, ?)", rows)

    def places(self) -> list[Place]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT body FROM terms ORDER BY source").fetchall()
        return [loads(records.Place, body) for (body,) in rows]

    def shown_by(self, source: str, after: str = "", limit: int = 100) -> list[str]:
        with self._connections.reading() as connection:
            rows = connection.execute(_SHOWN_BY, (source, after, limit)).fetchall()
        return [native_id for (native_id,) in rows]

    def follow_deletions(self, source: str, native_ids: Sequence[str], now: datetime) -> int:
        with self._writing_tables(now) as tables:
            return deleting.follow_one(tables, source, native_ids)
