"""Rows into a table, many with one statement: a third of the time that a statement for each row takes."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

TOGETHER = 50
"""Rows a statement: more gain nothing, and some builds of SQLite take no more than 999 values."""


def insert(connection: sqlite3.Connection, into: str, rows: Sequence[Sequence[Any]], otherwise: str = "") -> None:
    """Rows of one width; `into` is what stands before VALUES, `otherwise` what follows (ON CONFLICT …)."""
    if not rows:
        return
    width, whole = len(rows[0]), len(rows) - len(rows) % TOGETHER
    for start in range(0, whole, TOGETHER):
        values = list(chain.from_iterable(rows[start : start + TOGETHER]))
        connection.execute(_statement(into, width, TOGETHER, otherwise), values)
    connection.executemany(_statement(into, width, 1, otherwise), rows[whole:])


@lru_cache(64)
def _statement(into: str, width: int, rows: int, otherwise: str) -> str:
    row = f"({', '.join('?' * width)})"
    return f"{into} VALUES {', '.join([row] * rows)} {otherwise}"
