"""Names wait in a small table and are found there, and after the sweep, as if there were one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from storage.sqlite import naming


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:", isolation_level=None)
    for table in ("fresh_names", "aliases"):
        made.execute(f"CREATE TABLE {table} (key INTEGER PRIMARY KEY, mention INTEGER NOT NULL)")
    yield made
    made.close()


def found(connection: sqlite3.Connection, *names: int) -> dict[int, int]:
    return dict(naming.known(connection, names))


def test_a_name_is_found_before_and_after_the_sweep(connection: sqlite3.Connection) -> None:
    naming.keep(connection, [(-5, 1), (7, 2)])
    before = found(connection, -5, 7, 9)
    naming.sweep(connection)
    assert before == found(connection, -5, 7, 9) == {-5: 1, 7: 2}


def test_a_name_that_is_taken_stays_where_it_is(connection: sqlite3.Connection) -> None:
    naming.keep(connection, [(7, 1)])
    naming.keep(connection, [(7, 2)])
    assert found(connection, 7) == {7: 1}
    naming.sweep(connection)
    naming.keep(connection, [(7, 3)])
    assert found(connection, 7) == {7: 1}
    naming.sweep(connection)
    assert found(connection, 7) == {7: 1}


def test_what_is_forgotten_frees_its_names_wherever_they_are(connection: sqlite3.Connection) -> None:
    naming.keep(connection, [(7, 1)])
    naming.sweep(connection)
    naming.keep(connection, [(8, 1)])
    naming.forget(connection, [(7, 1), (8, 1)])
    assert found(connection, 7, 8) == {}


def test_many_are_swept_by_themselves(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "MOST", 10)
    for start in range(0, 24, 8):
        naming.keep(connection, [(name, 1) for name in range(start, start + 8)])
    (waiting,) = connection.execute("SELECT count(*) FROM fresh_names").fetchone()
    assert waiting == 8
    assert len(found(connection, *range(24))) == 24
