"""The log of what changed, what the index holds, and kept questions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from storage import records
from storage.intake.storable import clean_text
from storage.sqlite.codec import dumps, loads, micros
from storage.sqlite.part import Part
from storage.sqlite.words import beginning, expression

if TYPE_CHECKING:
    from storage.records import Changes, Lookup, SavedView

KEPT = 200_000
"""Rows of the log that stay; who comes later than that reads everything anew, which then is faster."""
MOST = 20_000
"""Rows of the log that are read at once."""
FIRST, LAST = -(2**63), 2**63 - 1

MARKED = 1000
"""Rows of the log by which one store is told from another, as from an older copy of it that went on otherwise."""
# Two questions: asked as one, every row would be looked at.
_ENDS = "SELECT (SELECT min(seq) FROM touched), (SELECT max(seq) FROM touched)"
_LAST = "SELECT seq, mention FROM touched WHERE seq <= ? ORDER BY seq DESC LIMIT ?"


class Exploring(Part):
    def changes(self, after: int | None = None) -> Changes:
        with self._connections.reading() as connection:
            oldest, newest = connection.execute(_ENDS).fetchone()
            newest = newest or 0
            if after is None or after == newest:
                return records.Changes(until=newest)
            if after > newest or after + 1 < oldest:
                return records.Changes(until=newest, complete=False)
            rows = connection.execute(
                "SELECT seq, mention FROM touched WHERE seq > ? ORDER BY seq LIMIT ?", (after, MOST)
            ).fetchall()
        return records.Changes(until=rows[-1][0], mentions=tuple(dict.fromkeys(mention for _, mention in rows)))

    def log_mark(self, until: int) -> str:
        with self._connections.reading() as connection:
            rows = connection.execute(_LAST, (until, MARKED)).fetchall()
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        if not rows or rows[0][0] != until:
            return ""
        return blake2b(json.dumps([version, rows]).encode(), digest_size=12).hexdigest()

    def holding(
        self,
        lookup: Lookup = (),
        *,
        beginnings: Sequence[str] = (),
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Sequence[int]:
        asked = " AND ".join(filter(None, (expression(lookup, records.Scope.ALL), beginning(beginnings))))
        span = (FIRST if since is None else micros(since), LAST if until is None else micros(until))
        with self._connections.reading() as connection:
            if not asked:
                return _ids(connection, "SELECT id FROM mentions WHERE id >= ? AND id < ? ORDER BY id", span)
            query = "SELECT rowid FROM words WHERE words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid"
            return _ids(connection, query, (asked, *span))

    def saved_views(self, person: str) -> list[SavedView]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT body FROM saved_views WHERE person = ? ORDER BY name", (person,))
            return [loads(records.SavedView, body) for (body,) in rows]

    def save_view(self, view: SavedView) -> None:
        row = (clean_text(view.person), clean_text(view.name), dumps(view))
        with self._connections.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO saved_views VALUES (?, ?, ?)", row)

    def remove_view(self, person: str, name: str) -> bool:
        with self._connections.writing() as connection:
            gone = connection.execute("DELETE FROM saved_views WHERE person = ? AND name = ?", (person, name))
            return gone.rowcount == 1


def prune(connection: sqlite3.Connection) -> None:
    """Drop the beginning of the log. Its end always stays, as the next row is counted from it."""
    connection.execute("DELETE FROM touched WHERE seq <= (SELECT max(seq) FROM touched) - ?", (KEPT,))


def _ids(connection: sqlite3.Connection, query: str, values: Sequence[object]) -> list[int]:
    return [id for (id,) in connection.execute(query, values)]
