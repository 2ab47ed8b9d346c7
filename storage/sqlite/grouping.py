"""The stories in the tables: signatures, and bands for as long as a story can be joined."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from storage.intake.grouping import Grouping
from storage.intake.stories import WINDOW, Signature
from storage.sqlite.bands import Bands, forget, in_order
from storage.sqlite.codec import moment
from storage.sqlite.inserting import insert

_SPAN = WINDOW // timedelta(microseconds=1)
"""Ids count microseconds: how far apart those of two tellings of one story may lie."""
_HALF = _SPAN // 2

Signed = Sequence[tuple[int, Signature | None]]
"""Mention ids, which say when each was said, with their signatures."""


def assign(connection: sqlite3.Connection, bands: Bands, batch: Signed) -> list[int]:
    """The story of each mention, in order; those that start here are found from now on."""
    grouping = _known(connection, bands, batch)
    stories = [grouping.join(id, moment(id), signature) for id, signature in batch]
    insert(connection, "INSERT INTO stories", list(grouping.started.items()))
    bands.keep(connection, [(band, story) for story, band in grouping.listed])
    return stories


def _known(connection: sqlite3.Connection, bands: Bands, batch: Signed) -> Grouping:
    """The stories listed under the batch's bands, with their rows."""
    listed = _listed(connection, bands, batch)
    signatures = connection.execute(
        "SELECT mention, signature FROM json_each(?) CROSS JOIN stories ON mention = value",
        (json.dumps(sorted({story for _, story in listed})),),
    )
    grouping = Grouping()
    grouping.know(listed, ((story, moment(story), rows) for story, rows in signatures))
    return grouping


def _listed(connection: sqlite3.Connection, bands: Bands, batch: Signed) -> set[tuple[int, int]]:
    """(band, story) of what may be near: those of a half week, up to two from it. A batch has few half weeks."""
    asked: defaultdict[int, list[int]] = defaultdict(list)
    for id, signature in batch:
        if signature:
            asked[id // _HALF] += signature.bands
    if not asked:
        return set()
    runs = bands.near(connection, *_around(min(asked), max(asked)))
    found: set[tuple[int, int]] = set()
    for half, some in asked.items():
        ordered = in_order(some)
        for run in runs:
            found.update(run.under(ordered, *_around(half, half)))
    return found


def _around(first: int, last: int) -> tuple[int, int]:
    """The moments that lie up to two half weeks before and after some."""
    return (first - 2) * _HALF, (last + 3) * _HALF


def prune(connection: sqlite3.Connection, now: int) -> None:
    """Drop what no mention said from `now` (microseconds) on can join."""
    oldest = (now - _SPAN) // _HALF * _HALF
    forget(connection, oldest)
    connection.execute("DELETE FROM stories WHERE mention < ?", (oldest,))
