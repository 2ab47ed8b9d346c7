"""What every part of the SQLite store stands on: its connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from storage.sqlite.bands import Bands
from storage.sqlite.connection import Connections
from storage.sqlite.tables import Tables


class Part:
    """A part of the store's protocol; the store is all parts in one class over one set of connections."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._bands = Bands()

    @contextmanager
    def _writing_tables(self, now: datetime) -> Iterator[Tables]:
        """A transaction over mentions; counts are written at its end."""
        with self._connections.writing() as connection:
            tables = Tables(connection, now, self._bands)
            yield tables
            tables.deltas.write(connection)
