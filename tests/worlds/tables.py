"""Tables read as an import reads them, at a time after all that they tell of."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from sources.tables.problems import Imported
from sources.tables.read import read_table
from sources.tables.row import RowReader
from storage.records import Mention
from tests.worlds.network import NOW


def read(data: bytes | str, **options: Any) -> Imported:
    """A table, with what is said of it; rows without a date count as said now unless `undated` is False."""
    reading = RowReader(**{"now": NOW, "zone": UTC, "undated": True, **options})
    return read_table(data.encode() if isinstance(data, str) else data, reading, name="table")


def only(data: bytes | str, **options: Any) -> Mention:
    """The one mention of a table without a problem."""
    found = read(data, **options)
    assert [str(problem) for problem in found.problems if not problem.is_note] == []
    (mention,) = found.mentions
    return mention
