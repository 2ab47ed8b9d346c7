"""A step of the tables: which brands an incident is about stood in its key and its alerts alone, and nothing found it
by them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from storage.records import Scope

Json = dict[str, Any]

TABLE = """
CREATE TABLE incident_brands (
    brand TEXT NOT NULL, incident INTEGER NOT NULL, PRIMARY KEY (brand, incident)
) WITHOUT ROWID
"""


def brands_of_incidents(connection: sqlite3.Connection) -> None:
    """Inside of the step's transaction. What a query's alert belonged to is known where incidents are grouped by brand,
    as they are unless told otherwise."""
    connection.execute(TABLE)
    connection.execute("CREATE INDEX incident_brands_incident ON incident_brands (incident)")
    for id, key, body in connection.execute("SELECT id, key, body FROM incidents").fetchall():
        incident = json.loads(body)
        brands = list(dict.fromkeys(filter(None, (_grouped(key), *_alerted(incident)))))
        anew = json.dumps({**incident, "brands": brands}, ensure_ascii=False, separators=(",", ":"))
        connection.execute("UPDATE incidents SET body = ? WHERE id = ?", (anew, id))
        keep(connection, id, brands)


def keep(connection: sqlite3.Connection, id: int, brands: list[str] | tuple[str, ...]) -> None:
    """What the incident is found by from now on; "" where it is about no brand."""
    connection.execute("DELETE FROM incident_brands WHERE incident = ?", (id,))
    rows = [(brand, id) for brand in brands or ("",)]
    connection.executemany("INSERT INTO incident_brands VALUES (?, ?)", rows)


def _grouped(key: str) -> str:
    """The brand among the values of a key, which may begin with a route's name."""
    place = key.find("{")
    while place >= 0:
        try:
            found = json.loads(key[place:])
        except ValueError:
            found = None
        if isinstance(found, dict):
            return str(found.get("brand", ""))
        place = key.find("{", place + 1)
    return ""


def _alerted(incident: Json) -> Iterator[str]:
    for alert in incident.get("alerts", ()):
        scope = Scope(alert.get("scope", ""))
        if scope.kind == "brand":
            yield scope.name
