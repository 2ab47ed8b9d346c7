"""Time-ordered ids: the microsecond at which a thing was said, or the next ones after it that are free.

This engine reads them as times, and nothing else does. Tables and the full-text index lie in the order in which things
were said: a stretch of time is a range of rows in each of them, and the newest hits come first without being sorted. A
column for the time would need an index that is written with every mention, and the full-text index could not follow it.
What many said at one moment lies some microseconds late, far less than any bucket or span that is asked for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable


class Numbering:
    """Gives ids to one batch."""

    def __init__(self, connection: sqlite3.Connection, moments: Iterable[int]) -> None:
        self._connection = connection
        wanted = json.dumps(sorted(set(moments)))
        rows = connection.execute(
            "SELECT mentions.id FROM json_each(?) CROSS JOIN mentions ON mentions.id = value", (wanted,)
        )
        self._taken = {row[0] for row in rows}
        self._next: dict[int, int] = {}

    def take(self, said_at: int) -> int:
        """An id at or closely after the moment that nothing has."""
        if said_at not in self._taken:
            self._taken.add(said_at)
            return said_at
        start = self._next.get(said_at, said_at)
        id = start if start != said_at and self._is_free(start) else self._free_after(start)
        self._taken.add(id)
        self._next[said_at] = id + 1
        return id

    def _free_after(self, taken: int) -> int:
        """Doubling steps, then halving: many thousand mentions may share one moment (a date without a time)."""
        step = 1
        while not self._is_free(taken + step):
            step *= 2
        free, occupied = taken + step, taken + step // 2
        while free - occupied > 1:
            middle = (free + occupied) // 2
            if self._is_free(middle):
                free = middle
            else:
                occupied = middle
        return free

    def _is_free(self, id: int) -> bool:
        if id in self._taken:
            return False
        return self._connection.execute("SELECT 1 FROM mentions WHERE id = ?", (id,)).fetchone() is None
