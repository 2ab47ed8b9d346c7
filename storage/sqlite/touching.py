"""Hashtags and handles that touch what stands before them, put into an index that older versions made without them."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

from storage.intake.folding import INVISIBLE, fold
from storage.intake.scripts import UNSPACED

# More than are tags: what an index proposes is looked at before it is shown.
_NAMED = f"[#\uff03][\\w{INVISIBLE}]+|[@\uff20](?:[^\\W{UNSPACED}]|[{INVISIBLE}])+"
_TRAILING = re.compile(f"[{INVISIBLE}]+$")
_SIGNED = """
SELECT id, coalesce(body ->> '$.title', '') || ' ' || coalesce(body ->> '$.text', '') AS said FROM mentions
WHERE instr(said, '#') OR instr(said, '@') OR instr(said, '\uff03') OR instr(said, '\uff20')
"""


def touching_tags(connection: sqlite3.Connection) -> None:
    """Inside of the step's transaction."""
    for id, said in connection.execute(_SIGNED):
        row = connection.execute("SELECT tokens FROM words WHERE rowid = ?", (id,)).fetchone()
        missing = names(said) - set(row[0].split(" ")) if row else None
        if missing:
            added = " ".join([row[0], *sorted(missing)])
            connection.execute("UPDATE words SET tokens = ? WHERE rowid = ?", (added, id))


def names(said: str) -> set[str]:
    """More than all tags and handles of a text, in their loose form."""
    return {fold(_TRAILING.sub("", found.group())) for found in re.finditer(_NAMED, unescape(said))}
