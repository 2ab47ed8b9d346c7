"""Stored mentions as they are read: one statement each, so that a mention is never half of one state."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage import records
from storage.sqlite.codec import decoded, matches_from, mention_from, reading_from

if TYPE_CHECKING:
    from storage.records import Filed, Hit, Mention, Sighting, StoredMention

COLUMNS = """
    m.id, m.revision, m.story, m.body, m.matches,
    (SELECT body FROM readings WHERE mention = m.id),
    (SELECT json_group_array(json_array(source, native_id, first_seen, digest)) FROM sightings WHERE mention = m.id),
    (SELECT json_array(c.body ->> '$.status', c.body -> '$.tags') FROM case_mentions f JOIN cases c ON c.id = f.case_id
        WHERE f.mention = m.id)
"""


def stored(row: Sequence[Any]) -> StoredMention:
    """A mention from the columns above."""
    id, revision, story, body, matches, reading, sightings, filed = row
    return records.StoredMention(
        mention=mention_from(id, revision, story, body),
        sightings=_sightings(id, sightings),
        matches=matches_from(matches),
        classification=reading_from(reading) if reading else None,
        filed=_filed(*decoded(filed)) if filed else None,
    )


def by_ids(connection: sqlite3.Connection, ids: Iterable[int]) -> list[StoredMention]:
    """In the order asked for; unknown ids are left out."""
    wanted = list(ids)
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM json_each(?) CROSS JOIN mentions m ON m.id = value", (json.dumps(wanted),)
    )
    found = {row[0]: stored(row) for row in rows}
    return [found[id] for id in wanted if id in found]


def posts(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Mention]:
    """In the order asked for, without what became of them; unknown ids are left out."""
    wanted = list(ids)
    rows = connection.execute(
        "SELECT m.id, m.revision, m.story, m.body FROM json_each(?) CROSS JOIN mentions m ON m.id = value",
        (json.dumps(wanted),),
    )
    found = {row[0]: mention_from(*row) for row in rows}
    return [found[id] for id in wanted if id in found]


def hit(row: Sequence[Any]) -> Hit:
    """A row of the log: seq, scopes, read, live, then the columns above."""
    seq, scopes, read, live, *rest = row
    return records.Hit(
        seq=seq,
        scopes=tuple(map(records.Scope, json.loads(scopes))),
        read=bool(read),
        live=bool(live),
        stored=stored(rest),
    )


def _filed(status: str, tags: Sequence[str] | None) -> Filed:
    return records.Filed(status=status, tags=tuple(tags or ()))


def _sighting(mention: int, source: str, native_id: str, first_seen: str, digest: str) -> Sighting:
    return records.Sighting(
        mention_id=mention,
        source=source,
        native_id=native_id,
        first_seen=datetime.fromisoformat(first_seen),
        digest=digest,
    )


def _sightings(mention: int, data: str) -> tuple[Sighting, ...]:
    """By time, then by place."""
    found = [_sighting(mention, *sighting) for sighting in decoded(data)]
    return tuple(found if len(found) < 2 else sorted(found, key=_by_time))


def _by_time(sighting: Sighting) -> tuple[datetime, str, str]:
    return sighting.first_seen, sighting.source, sighting.native_id
