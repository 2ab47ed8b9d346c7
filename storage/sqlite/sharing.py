"""Addresses that show one thing to whoever has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage import records
from storage.sqlite.codec import dumps, loads, micros, moment
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Share

_COLUMNS = "SELECT id, digest, used, body FROM shares"


class Sharing(Part):
    def add_share(self, share: Share) -> Share:
        row = (share.digest, dumps(replace(share, digest="")))
        with self._connections.writing() as connection:
            id = connection.execute("INSERT INTO shares (digest, body) VALUES (?, ?)", row).lastrowid
        return replace(share, id=id)

    def shares(self) -> list[Share]:
        with self._connections.reading() as connection:
            return [_share(row) for row in connection.execute(f"{_COLUMNS} ORDER BY id").fetchall()]

    def share(self, digest: str) -> Share | None:
        with self._connections.reading() as connection:
            row = connection.execute(f"{_COLUMNS} WHERE digest = ?", (digest,)).fetchone()
        return _share(row) if row else None

    def share_used(self, id: int, now: datetime) -> None:
        with self._connections.writing() as connection:
            connection.execute("UPDATE shares SET used = ? WHERE id = ?", (micros(now), id))

    def withdraw_share(self, id: int) -> bool:
        with self._connections.writing() as connection:
            return connection.execute("DELETE FROM shares WHERE id = ?", (id,)).rowcount == 1


def _share(row: Sequence[Any]) -> Share:
    id, digest, used, body = row
    return loads(records.Share, body, id=id, digest=digest, used_at=None if used is None else moment(used))
