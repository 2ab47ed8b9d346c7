"""The stories in the tables: signatures, and bands for as long as a story can be joined."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from storage.intake.grouping import Grouping
from storage.intake.stories import BAND_BITS, WINDOW, Signature
from storage.sqlite.codec import moment
from storage.sqlite.inserting import insert

_SPAN = WINDOW // timedelta(microseconds=1)
"""Ids count microseconds: how far apart those of two tellings of one story may lie."""
_HALF = _SPAN // 2
_MASK = (1 << BAND_BITS) - 1
_LISTED = f"""
SELECT bands.key, mention FROM json_each(?) AS span CROSS JOIN json_each(?) AS band
CROSS JOIN bands ON bands.key = span.value << {BAND_BITS} | band.value
"""

Signed = Sequence[tuple[int, Signature | None]]
"""Mention ids, which say when each was said, with their signatures."""


def assign(connection: sqlite3.Connection, batch: Signed) -> list[int]:
    """The story of each mention, in order; those that start here are found from now on.

    Keys hold the half week of event time above the band: a batch of one time touches few pages, and the old goes
    as one range. Longer spans are asked less often, but each batch then writes pages all over them.
    """
    grouping = _known(connection, batch)
    stories = [grouping.join(id, moment(id), signature) for id, signature in batch]
    insert(connection, "INSERT INTO stories", list(grouping.started.items()))
    keys = sorted((story // _HALF << BAND_BITS | band, story) for story, band in grouping.listed)
    insert(connection, "INSERT OR IGNORE INTO bands", keys)
    return stories


def _known(connection: sqlite3.Connection, batch: Signed) -> Grouping:
    """The stories listed under the batch's bands, with their rows."""
    listed = _listed(connection, batch)
    signatures = connection.execute(
        "SELECT mention, signature FROM json_each(?) CROSS JOIN stories ON mention = value",
        (json.dumps(sorted({story for _, story in listed})),),
    )
    grouping = Grouping()
    grouping.know(listed, ((story, moment(story), rows) for story, rows in signatures))
    return grouping


def _listed(connection: sqlite3.Connection, batch: Signed) -> set[tuple[int, int]]:
    """(band, story) of what may be near: SQLite puts the keys together, as a batch has few half weeks of its own."""
    bands: defaultdict[int, set[int]] = defaultdict(set)
    for id, signature in batch:
        if signature:
            bands[id // _HALF].update(signature.bands)
    spans = _spans(connection)
    found: set[tuple[int, int]] = set()
    for half, some in bands.items():
        near = [span for span in range(half - 2, half + 3) if span in spans]
        rows = connection.execute(_LISTED, (json.dumps(near), json.dumps(sorted(some))))
        found.update((key & _MASK, story) for key, story in rows)
    return found


def _spans(connection: sqlite3.Connection) -> range:
    """The half weeks that hold anything. Two queries, as SQLite answers both ends at once by reading it all."""
    (first,) = connection.execute("SELECT min(key) FROM bands").fetchone()
    (last,) = connection.execute("SELECT max(key) FROM bands").fetchone()
    return range(0) if first is None else range(first >> BAND_BITS, (last >> BAND_BITS) + 1)


def prune(connection: sqlite3.Connection, now: int) -> None:
    """Drop what no mention said from `now` (microseconds) on can join."""
    oldest = (now - _SPAN) // _HALF
    connection.execute("DELETE FROM bands WHERE key < ?", (oldest << BAND_BITS,))
    connection.execute("DELETE FROM stories WHERE mention < ?", (oldest * _HALF,))
