"""The classify stage's transactions: what waits to be read, and what was read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from storage.sqlite.correcting import corrected
from storage.sqlite.part import Part
from storage.sqlite.revising import read
from storage.sqlite.rows import COLUMNS, by_ids, stored

if TYPE_CHECKING:
    from storage.records import Classification, StoredMention


class Classifying(Part):
    def unclassified(self, limit: int) -> list[StoredMention]:
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM waiting w CROSS JOIN mentions m ON m.id = w.mention "
                "ORDER BY w.mention DESC LIMIT ?",
                (limit,),
            )
            return [stored(row) for row in rows]

    def commit_classifications(self, readings: Mapping[tuple[int, int], Classification], now: datetime) -> None:
        with self._writing_tables(now) as tables:
            found = by_ids(tables.connection, {id for id, _ in readings})
            versions = [(present, readings.get((present.id, present.mention.revision))) for present in found]
            given = [(present, reading) for present, reading in versions if reading]
            read(tables, corrected(tables.connection, given))
