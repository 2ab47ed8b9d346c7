"""Incidents of an older version are found by their brands."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from storage.records import Scope
from storage.sqlite import SqliteStore
from storage.sqlite.branded import brands_of_incidents
from storage.sqlite.codec import dumps
from storage.sqlite.migrations import migrate
from storage.sqlite.schema import STEPS
from tests.conformance.stores import incident


def keep(path: Path, key: str, scope: Scope) -> None:
    """As the older version wrote it."""
    body = json.loads(dumps(incident(key)))
    del body["brands"]
    body["alerts"][0] |= {"scope": scope, "value": float("inf")}
    with sqlite3.connect(path) as writing:
        row = (key, True, None, 0, 1, json.dumps(body))
        writing.execute("INSERT INTO incidents VALUES (NULL, ?, ?, ?, ?, ?, ?)", row)
    writing.close()


def test_the_brands_of_what_was_stored_before_come_from_keys_and_alerts(tmp_path: Path) -> None:
    path = tmp_path / "listener.db"
    migrate(path, STEPS[: STEPS.index(brands_of_incidents)])
    keep(path, '{"brand": "Acme"}', Scope.query("acme"))
    keep(path, 'a {{odd}} route {"brand": "Bolt", "rule": "{"}', Scope.ALL)
    keep(path, 'top {"rule": "loud"}', Scope.brand("Bolt"))
    keep(path, 'unrouted {"brand": ""}', Scope.ALL)
    store = SqliteStore.open(path)
    assert [one.brands for one in store.incidents()] == [(), ("Bolt",), ("Bolt",), ("Acme",)]
    assert [one.id for one in store.incidents(brand="Bolt")] == [3, 2]
    assert [one.id for one in store.incidents(brand="")] == [4]
    store.close()
