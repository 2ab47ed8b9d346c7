"""What people make on pages: tables of the configuration that stand in no file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from storage import records
from storage.errors import Conflict
from storage.sqlite.codec import dumps, loads
from storage.sqlite.part import Part

if TYPE_CHECKING:
    from storage.records import Made, MadeSection


class Making(Part):
    def made(self) -> list[Made]:
        with self._connections.reading() as connection:
            rows = connection.execute("SELECT body FROM made ORDER BY section, id").fetchall()
        return [loads(records.Made, body) for (body,) in rows]

    def make(self, made: Made) -> None:
        with self._connections.writing() as connection:
            try:
                row = (made.section, made.name, dumps(made))
                connection.execute("INSERT INTO made (section, name, body) VALUES (?, ?, ?)", row)
            except sqlite3.IntegrityError as error:
                raise Conflict(f'somebody else has made "{made.name}" meanwhile') from error

    def remake(self, made: Made) -> bool:
        row = (dumps(made), made.section, made.name)
        with self._connections.writing() as connection:
            return connection.execute("UPDATE made SET body = ? WHERE section = ? AND name = ?", row).rowcount == 1

    def unmake(self, section: MadeSection, name: str) -> bool:
        with self._connections.writing() as connection:
            return connection.execute("DELETE FROM made WHERE section = ? AND name = ?", (section, name)).rowcount == 1
