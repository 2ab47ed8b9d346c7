"""The rows of new mentions in every table they stand in, and the two logs that follow them."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from storage.intake.measures import ratings
from storage.sqlite import naming
from storage.sqlite.bands import Bands
from storage.sqlite.codec import micros
from storage.sqlite.entries import Entry
from storage.sqlite.inserting import insert
from storage.sqlite.tallies import Deltas
from storage.sqlite.voices import spelled, spoken


@dataclass(frozen=True, slots=True)
class Tables:
    """Writes inside the transaction of its connection; `deltas` must be written at its end."""

    connection: sqlite3.Connection
    now: datetime
    bands: Bands
    deltas: Deltas = field(default_factory=Deltas)

    def insert(self, new: Sequence[tuple[int, int, Entry]]) -> None:
        """New mentions with their first sightings: (id, story, entry)."""
        connection = self.connection
        insert(
            connection,
            "INSERT INTO mentions",
            [(id, 1, story, entry.arrival.live, entry.matches, entry.body) for id, story, entry in new],
        )
        # One by one: a statement of many rows is a savepoint to SQLite, at which the index writes all it has gathered.
        words = [(id, entry.words) for id, _, entry in new]
        connection.executemany("INSERT INTO words (rowid, tokens) VALUES (?, ?)", words)
        self.add_sightings([(id, entry) for id, _, entry in new])
        self.deltas.totals["mentions"] += len(new)
        matched = [(id, entry) for id, _, entry in new if entry.scopes]
        waiting = [(id, spelled(entry.scopes), entry.arrival.live) for id, entry in matched]
        insert(connection, "INSERT INTO waiting", waiting)
        self.log([(id, entry.scopes, entry.arrival.live) for id, entry in matched], read=False)
        self._count([(id, story, entry) for id, story, entry in new if entry.scopes])

    def _count(self, new: Sequence[tuple[int, int, Entry]]) -> None:
        for id, story, entry in new:
            mention, live = entry.arrival.mention, entry.arrival.live
            self.deltas.totals["matches"] += len(entry.arrival.matches)
            self.deltas.arrived(entry.scopes, entry.said_at, live)
            if live:
                self.deltas.brought(entry.source, entry.scopes, entry.said_at)
            self.deltas.voices.add(spoken(entry.scopes, mention, id, story), entry.said_at, live)
            if mention.rating:
                self.deltas.add(ratings(entry.scopes, mention.rating), entry.said_at, live)

    def add_sightings(self, seen: Sequence[tuple[int, Entry]]) -> None:
        """Who showed which mention, and the names it goes by there; a name that is taken stays where it is."""
        at = self.now.isoformat()
        rows = [(id, one.source, one.arrival.mention.native_id, at, one.digest, pack(one.names)) for id, one in seen]
        insert(self.connection, "INSERT INTO sightings", rows)
        self.deltas.totals["sightings"] += len(rows)
        self._name(seen)

    def change_sighting(self, id: int, one: Entry) -> None:
        """A source shows a mention of its own with another text, maybe under further names."""
        place = (id, one.source, one.arrival.mention.native_id)
        where = "WHERE mention = ? AND source = ? AND native_id = ?"
        (names,) = self.connection.execute(f"SELECT aliases FROM sightings {where}", place).fetchone()
        union = dict.fromkeys((*unpack(names), *one.names))
        self.connection.execute(
            f"UPDATE sightings SET digest = ?, aliases = ? {where}", (one.digest, pack(tuple(union)), *place)
        )
        self._name([(id, one)])

    def add_name(self, id: int, place: tuple[str, str], name: int) -> None:
        """A mention that is stored goes by one more name, which is kept with one of its sightings."""
        where = "WHERE mention = ? AND source = ? AND native_id = ?"
        (names,) = self.connection.execute(f"SELECT aliases FROM sightings {where}", (id, *place)).fetchone()
        self.connection.execute(f"UPDATE sightings SET aliases = ? {where}", (names + pack((name,)), id, *place))
        naming.keep(self.connection, [(name, id)])

    def log(self, rows: Sequence[tuple[int, tuple[str, ...], bool]], *, read: bool) -> None:
        """(mention, scopes it is new in, whether it may alert); nothing new is no row."""
        at = micros(self.now)
        new = [(id, read, live, at, spelled(scopes)) for id, scopes, live in rows if scopes]
        insert(self.connection, "INSERT INTO hits (mention, read, live, at, scopes)", new)

    def _name(self, seen: Sequence[tuple[int, Entry]]) -> None:
        naming.keep(self.connection, [(name, id) for id, one in seen for name in one.names])


def pack(names: Sequence[int]) -> bytes:
    """Names as eight bytes each."""
    return struct.pack(f">{len(names)}q", *names)


def unpack(names: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(names) // 8}q", names)
