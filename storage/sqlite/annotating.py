"""Words about moments. What was removed is kept, so that it can come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage import records
from storage.sqlite.codec import dumps, loads, micros, moment
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Annotation

_COLUMNS = "SELECT id, removed, body FROM annotations"
_FIRST, _LAST = -(2**63), 2**63 - 1


class Annotating(Part):
    def annotate(self, annotation: Annotation) -> Annotation:
        with self._connections.writing() as connection:
            row = (micros(annotation.at), dumps(annotation))
            id = connection.execute("INSERT INTO annotations (at, body) VALUES (?, ?)", row).lastrowid
        return replace(annotation, id=id)

    def annotation(self, id: int) -> Annotation | None:
        with self._connections.reading() as connection:
            row = connection.execute(f"{_COLUMNS} WHERE id = ?", (id,)).fetchone()
        return _annotation(row) if row else None

    def annotations(self, since: datetime | None = None, until: datetime | None = None) -> list[Annotation]:
        span = (_FIRST if since is None else micros(since), _LAST if until is None else micros(until))
        with self._connections.reading() as connection:
            rows = connection.execute(
                f"{_COLUMNS} WHERE removed IS NULL AND at >= ? AND at < ? ORDER BY at, id", span
            ).fetchall()
        return [_annotation(row) for row in rows]

    def remove_annotation(self, id: int, now: datetime | None) -> bool:
        removed = None if now is None else micros(now)
        with self._connections.writing() as connection:
            changed = connection.execute(
                "UPDATE annotations SET removed = ? WHERE id = ? AND (removed IS NULL) <> (? IS NULL)",
                (removed, id, removed),
            )
            return changed.rowcount == 1


def _annotation(row: Sequence[Any]) -> Annotation:
    id, removed, body = row
    return loads(records.Annotation, body, id=id, removed_at=None if removed is None else moment(removed))
