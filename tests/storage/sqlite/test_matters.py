"""Incidents of an older version open, and go on as one a matter."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from storage.sqlite import SqliteStore
from storage.sqlite.codec import dumps
from storage.sqlite.matters import one_incident_a_matter
from storage.sqlite.migrations import migrate
from storage.sqlite.schema import STEPS
from tests.conformance.stores import incident

BEFORE = STEPS[: STEPS.index(one_incident_a_matter)]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "listener.db"
    migrate(path, BEFORE)
    return path


def keep(path: Path, key: str, *, severity: int = 2, resolved: bool = False, **more: Any) -> None:
    """As the older version wrote it: it knew which alerts were told, and not how much of them."""
    body = json.loads(dumps(incident(key, severity=severity)))
    body |= {"told": ["f1", "gone"], "state": "resolved" if resolved else "open", **more}
    body["alerts"][0]["value"] = 7.0
    with sqlite3.connect(path) as writing:
        row = (key, not resolved, None, 0, 1, json.dumps(body))
        writing.execute("INSERT INTO incidents VALUES (NULL, ?, ?, ?, ?, ?, ?)", row)
    writing.close()


ACME = '{"brand": "Acme"}'


def test_an_open_incident_is_found_by_its_matter_and_knows_what_it_told(old: Path) -> None:
    keep(old, f"a {{odd}} route {ACME}")
    store = SqliteStore.open(old)
    found = store.incident(ACME)
    assert found is not None
    assert found.told == {"f1": 7.0}
    assert found.alerts[0].many == ""
    assert found.key == ACME
    store.close()


def test_of_two_about_one_matter_the_gravest_takes_what_comes_and_the_other_goes_on(old: Path) -> None:
    keep(old, f"team {ACME}", severity=3)
    keep(old, f"urgent {ACME}", severity=1)
    keep(old, f"team {ACME}", severity=2, resolved=True)
    store = SqliteStore.open(old)
    found = store.incident(ACME)
    assert found is not None
    assert (found.id, found.severity) == (2, 1)
    assert [one.id for one in store.incidents(unresolved=True)] == [2, 1]
    left = store.incident(f"team {ACME}")
    assert left is not None
    store.commit_incident(left, [])
    store.close()


@pytest.mark.parametrize(
    "key", ['team {"rule": "loud"}', "team {}", f"unrouted {ACME}", "mail/Acme", "no json {here", "[1] {x} [2]"]
)
def test_what_is_grouped_otherwise_stays_where_it_was(old: Path, key: str) -> None:
    keep(old, key)
    store = SqliteStore.open(old)
    assert store.incident(key) is not None
    store.close()


def test_a_drill_stays_apart(old: Path) -> None:
    keep(old, f"drill 20260301T120000Z team {ACME}", drill=True)
    store = SqliteStore.open(old)
    assert store.incident(ACME) is None
    assert len(store.incidents(unresolved=True)) == 1
    store.close()
