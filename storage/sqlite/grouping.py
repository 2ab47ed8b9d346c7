"""Finding the story of a text: bands in a table, kept for as long as a story can be joined."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from storage.intake.stories import BAND_BITS, WINDOW, Signature, alike
from storage.sqlite.inserting import insert

CROWD = 32
"""A band shared by this many stories says nothing (a form letter's frame): no further story is listed under it."""

_WINDOW = int(WINDOW.total_seconds()) * 1_000_000
_SPAN = _WINDOW // 2
_MASK = (1 << BAND_BITS) - 1


@dataclass(slots=True)
class Stories:
    """The stories that the mentions of one batch may belong to.

    Keys hold the half week of event time above the band: a batch of one time touches few pages, and the old goes
    as one range. Longer spans are asked less often, but each batch then writes pages all over them.
    """

    connection: sqlite3.Connection
    _listed: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _listed_now: dict[int, int] = field(default_factory=dict)
    _rows: dict[int, bytes] = field(default_factory=dict)
    _keys: dict[int, int] = field(default_factory=dict)

    def assign(self, batch: Sequence[tuple[int, Signature | None]]) -> list[int]:
        """The story of each (mention id, signature), in order; a mention without near copy starts its own."""
        self._look_up(batch)
        present = len(self._rows)
        stories = [self._join(id, signature) if signature else id for id, signature in batch]
        insert(self.connection, "INSERT INTO stories", list(islice(self._rows.items(), present, None)))
        insert(self.connection, "INSERT OR IGNORE INTO bands", sorted(self._keys.items()))
        return stories

    def _look_up(self, batch: Sequence[tuple[int, Signature | None]]) -> None:
        spans = self._spans()
        keys = {
            span << BAND_BITS | band
            for id, signature in batch
            if signature
            for span in range((id - _WINDOW) // _SPAN, (id + _WINDOW) // _SPAN + 1)
            if span in spans
            for band in signature.bands
        }
        rows = self.connection.execute(
            "SELECT bands.key, mention FROM json_each(?) CROSS JOIN bands ON bands.key = value",
            (json.dumps(sorted(keys)),),
        )
        for key, mention in rows:
            self._listed[key & _MASK].append(mention)
        found = sorted({mention for mentions in self._listed.values() for mention in mentions})
        self._rows.update(
            self.connection.execute(
                "SELECT mention, signature FROM json_each(?) CROSS JOIN stories ON mention = value",
                (json.dumps(found),),
            )
        )

    def _spans(self) -> range:
        """The half weeks that hold anything. Two queries, as SQLite answers both ends at once by reading it all."""
        (first,) = self.connection.execute("SELECT min(key) FROM bands").fetchone()
        (last,) = self.connection.execute("SELECT max(key) FROM bands").fetchone()
        return range(0) if first is None else range(first >> BAND_BITS, (last >> BAND_BITS) + 1)

    def _join(self, id: int, signature: Signature) -> int:
        candidates = {self._listed_now[band] for band in signature.bands if band in self._listed_now}
        candidates.update(story for band in signature.bands if band in self._listed for story in self._listed[band])
        near = [
            story
            for story in candidates
            if abs(story - id) <= _WINDOW and alike(self._rows.get(story, b""), signature.rows)
        ]
        if near:
            return min(near)
        self._start(id, signature)
        return id

    def _start(self, id: int, signature: Signature) -> None:
        """List a story under each of its bands that is not crowded; of one batch, one story a band is enough."""
        self._rows[id] = signature.rows
        span = id // _SPAN << BAND_BITS
        for band in signature.bands:
            if band not in self._listed_now and (band not in self._listed or len(self._listed[band]) < CROWD):
                self._listed_now[band] = id
                self._keys[span | band] = id


def prune(connection: sqlite3.Connection, now: int) -> None:
    """Drop what no mention said from `now` (microseconds) on can join."""
    oldest = (now - _WINDOW) // _SPAN
    connection.execute("DELETE FROM bands WHERE key < ?", (oldest << BAND_BITS,))
    connection.execute("DELETE FROM stories WHERE mention < ?", (oldest * _SPAN,))
