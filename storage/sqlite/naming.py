"""The names that mentions go by: the newest in a small table, from which they are swept into the large one in order.

Names are hashes, and lie all over the large table: a batch of a thousand would write a page for nearly each of them.
Many batches swept at once, in the order of the table, write each page once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from storage.sqlite.inserting import insert

MOST = 30_000
"""Names that wait for a sweep: so many share a page of the large table, and the small one stays in memory."""

_TABLES = ("fresh_names", "aliases")
_KNOWN = " UNION ALL ".join(
    f"SELECT {table}.key, mention FROM json_each(:names) CROSS JOIN {table} ON {table}.key = value" for table in _TABLES
)

Named = tuple[int, int]
"""A name, and the mention that goes by it."""


def known(connection: sqlite3.Connection, names: Iterable[int]) -> Iterator[Named]:
    """Those of the names that a mention goes by; where one comes twice, the last counts."""
    return connection.execute(_KNOWN, {"names": json.dumps(sorted(names))})


def keep(connection: sqlite3.Connection, named: Sequence[Named]) -> None:
    """A name that is taken stays where it is: what waits here for a name of the large table comes to nothing there."""
    insert(connection, "INSERT OR IGNORE INTO fresh_names", sorted(named))
    (count,) = connection.execute("SELECT count(*) FROM fresh_names").fetchone()
    if count > MOST:
        sweep(connection)


def sweep(connection: sqlite3.Connection) -> None:
    """Move all that wait into the large table."""
    connection.execute("INSERT OR IGNORE INTO aliases SELECT key, mention FROM fresh_names ORDER BY key")
    connection.execute("DELETE FROM fresh_names")


def forget(connection: sqlite3.Connection, named: Iterable[Named]) -> None:
    """These mentions go by these names no more."""
    gone = list(named)
    for table in _TABLES:
        connection.executemany(f"DELETE FROM {table} WHERE key = ? AND mention = ?", gone)
