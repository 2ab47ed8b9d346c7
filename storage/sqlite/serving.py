"""The running service's own record: that it lives, and how its stages are doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage import records
from storage.sqlite.codec import dumps, loads
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import ServiceState

_NOTE = "service"


class Serving(Part):
    def save_service(self, state: ServiceState) -> None:
        with self._connections.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (_NOTE, dumps(state)))

    def service_state(self) -> ServiceState | None:
        with self._connections.reading() as connection:
            row = connection.execute("SELECT value FROM notes WHERE key = ?", (_NOTE,)).fetchone()
        return loads(records.ServiceState, row[0]) if row else None
