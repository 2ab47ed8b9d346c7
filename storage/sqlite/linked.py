"""Places on a page that a link names after its #: older versions put them into the index as hashtags."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from html import unescape

from storage.intake.folding import fold
from storage.intake.links import tags_in, untagged
from storage.intake.scripts import is_unspaced
from storage.sqlite.touching import names

_LINKED = """
SELECT id, coalesce(body ->> '$.title', '') || ' ' || coalesce(body ->> '$.text', '') AS said FROM mentions
WHERE instr(said, '#') AND (instr(said, '/') OR instr(lower(said), 'www.'))
"""
_WORD = re.compile(r"[^\W_]+")


def places_in_links(connection: sqlite3.Connection) -> None:
    """Inside of the step's transaction."""
    for id, said in connection.execute(_LINKED):
        read = unescape(said)
        behind = tags_in(read)
        row = connection.execute("SELECT tokens FROM words WHERE rowid = ?", (id,)).fetchone() if behind else None
        if row:
            wrong = {name for name in names(behind) if name[0] == "#"} - names(untagged(read))
            kept = [token for token in row[0].split(" ") if token not in wrong]
            added = sorted(set(_words(behind)).difference(kept))
            connection.execute("UPDATE words SET tokens = ? WHERE rowid = ?", (" ".join(kept + added), id))


def _words(text: str) -> Iterator[str]:
    """Those that were no words as a part of a tag; of scripts without spaces nothing stands in a link."""
    return (fold(found.group()) for found in _WORD.finditer(text) if not is_unspaced(found.group()))
