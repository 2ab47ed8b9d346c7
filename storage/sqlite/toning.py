"""The tone of each mention for each of its brands, as the tables keep it beside the readings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from storage.sqlite.inserting import insert

if TYPE_CHECKING:
    from storage.records import StoredMention

AS_NUMBER: Mapping[str, int] = {"positive": 1, "neutral": 0, "negative": -1}

Row = tuple[int, str, int, int | None]


def keep(connection: sqlite3.Connection, read: Sequence[StoredMention]) -> None:
    """What these mentions are read as now, instead of what they were before; what waits to be read has no tone."""
    forget(connection, (present.id for present in read))
    insert(connection, "INSERT INTO tones", [row for present in read for row in _rows(present)])


def forget(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """They wait to be read, or go."""
    wanted = json.dumps(list(ids))
    connection.execute("DELETE FROM tones WHERE mention IN (SELECT value FROM json_each(?))", (wanted,))


def _rows(present: StoredMention) -> Iterator[Row]:
    reading, mention = present.classification, present.mention
    if reading is None or reading.spam:
        return
    for brand in dict.fromkeys(match.brand for match in present.matches):
        tone = reading.tone(brand)
        yield present.id, brand, mention.story or present.id, AS_NUMBER.get(tone.label) if tone else None
