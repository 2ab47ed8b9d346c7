"""Which mentions stand at a place, a source's native id: mostly one, and many where ids are the numbers of rows."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from storage.sqlite.entries import Entry

TOGETHER = 50
"""Native ids that are asked for with one statement."""

FEW = 8
"""Mentions of one place that an arrival is held against: the newest, and as many of its own moment."""

MOMENT = 1_000_000
"""Microseconds: how far the numbers of mentions that were said at one moment may lie apart."""

_PLACED = f"SELECT native_id, mention FROM sightings WHERE source = ? AND native_id IN ({', '.join('?' * TOGETHER)})"

Place = tuple[str, str]


class Places:
    """The places of one batch's arrivals."""

    def __init__(self) -> None:
        self._mentions: dict[Place, list[int]] = {}

    def look_up(self, connection: sqlite3.Connection, places: Iterable[Place]) -> None:
        """What is stored there."""
        asked: dict[str, dict[str, None]] = {}
        for source, native_id in places:
            asked.setdefault(source, {})[native_id] = None
        for source, native_ids in asked.items():
            self._look_up(connection, source, sorted(native_ids))

    def _look_up(self, connection: sqlite3.Connection, source: str, native_ids: Sequence[str]) -> None:
        """Bound and not as JSON, in which SQLite cuts texts at NUL; the last id fills up the last statement."""
        for start in range(0, len(native_ids), TOGETHER):
            some = native_ids[start : start + TOGETHER]
            asked = (source, *some, *[some[-1]] * (TOGETHER - len(some)))
            for native_id, mention in connection.execute(_PLACED, asked):
                self.add((source, native_id), mention)

    def add(self, place: Place, id: int) -> None:
        """A mention stands there."""
        present = self._mentions.setdefault(place, [])
        at = bisect_left(present, id)
        if present[at : at + 1] != [id]:
            present.insert(at, id)

    def at(self, entry: Entry) -> Sequence[int]:
        """The mentions at an arrival's place that it may be."""
        present = self._mentions.get(entry.place, ())
        if len(present) <= FEW:
            return present
        start = bisect_left(present, entry.said_at)
        of_its_moment = present[start : bisect_left(present, entry.said_at + MOMENT)]
        return list(dict.fromkeys([*of_its_moment[:FEW], *present[-FEW:]]))
