"""Mentions that go: their texts and names, never what they counted, which is history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage.sqlite import naming
from storage.sqlite.tables import Tables, unpack

if TYPE_CHECKING:
    from storage.records import Poll

_SEEN = """
SELECT DISTINCT mention FROM json_each(:ids) CROSS JOIN sightings INDEXED BY sightings_native
ON source = :source AND native_id = value
"""


def follow(tables: Tables, polls: Sequence[Poll]) -> list[int]:
    """Delete what the sources of some polls say is deleted there; how many mentions went, of each poll."""
    return [follow_one(tables, poll.state.name, poll.deleted) for poll in polls]


def follow_one(tables: Tables, source: str, native_ids: Sequence[str]) -> int:
    """Delete what one source says is deleted there; how many mentions went."""
    if not native_ids:
        return 0
    wanted = {"ids": json.dumps(list(native_ids)), "source": source}
    connection = tables.connection
    connection.execute(
        "DELETE FROM put_aside WHERE source = :source AND native_id IN (SELECT value FROM json_each(:ids))", wanted
    )
    ids = [id for (id,) in connection.execute(_SEEN, wanted)]
    delete(tables, ids)
    return len(ids)


def delete(tables: Tables, ids: Sequence[int]) -> None:
    """Everything of some mentions except what they counted, which is history."""
    connection, wanted = tables.connection, json.dumps(list(ids))
    inside = "IN (SELECT value FROM json_each(?))"
    sightings = connection.execute(
        f"SELECT mention, aliases FROM sightings WHERE mention {inside}", (wanted,)
    ).fetchall()
    naming.forget(connection, ((name, id) for id, packed in sightings for name in unpack(packed)))
    (matches,) = connection.execute(
        f"SELECT coalesce(sum(json_array_length(matches)), 0) FROM mentions WHERE id {inside}", (wanted,)
    ).fetchone()
    connection.executemany("DELETE FROM words WHERE rowid = ?", [(id,) for id in ids])
    connection.execute(f"DELETE FROM stories WHERE mention {inside}", (wanted,))
    connection.execute(f"DELETE FROM mentions WHERE id {inside}", (wanted,))
    tables.deltas.totals["mentions"] -= len(ids)
    tables.deltas.totals["sightings"] -= len(sightings)
    tables.deltas.totals["matches"] -= matches
