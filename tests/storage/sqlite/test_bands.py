"""Bands and their stories come back from however many runs they are spread over."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from storage.sqlite import SqliteStore
from storage.sqlite.bands import FAN, FULL, Bands, forget, in_order, runs_of_bands
from storage.sqlite.migrations import migrate
from storage.sqlite.schema import STEPS
from tests.conformance.stores import DAY, NOW, poll, post

STORIES = 10_000
TEXT = "The new kettle of Acme caught fire in our kitchen this morning and nobody at support picks up the phone at all"


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.execute("CREATE TABLE bands (key INTEGER NOT NULL, mention INTEGER NOT NULL)")
    runs_of_bands(made)
    yield made
    made.close()


def under(
    connection: sqlite3.Connection, bands: Bands, asked: Iterable[int], first: int = 0, end: int = STORIES
) -> set[tuple[int, int]]:
    ordered = in_order(asked)
    return {each for run in bands.near(connection, first, end) for each in run.under(ordered, first, end)}


def levels(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    return connection.execute("SELECT level, count(*) FROM band_runs GROUP BY level ORDER BY level").fetchall()


def test_what_is_listed_is_found_by_band_and_time_as_if_all_were_in_one_place(connection: sqlite3.Connection) -> None:
    chance, bands = random.Random(7), Bands()
    listed: set[tuple[int, int]] = set()
    for start in range(0, STORIES, 250):
        batch = {(chance.randrange(2_000), start + chance.randrange(250)) for _ in range(chance.randrange(1, 300))}
        listed |= batch
        bands.keep(connection, list(batch))
        asked = {chance.randrange(2_100) for _ in range(100)}
        first = chance.randrange(start + 250)
        end = first + chance.randrange(start + 250)
        wanted = {(band, story) for band, story in listed if band in asked and first <= story < end}
        assert under(connection, bands, asked, first, end) == wanted
        assert under(connection, Bands(), asked, first, end) == wanted


def test_runs_are_put_together_so_that_few_are_looked_through(connection: sqlite3.Connection) -> None:
    bands = Bands()
    for story in range(FAN**3 + FAN + 1):
        bands.keep(connection, [(story, story)])
    assert levels(connection) == [(0, 1), (1, 1), (3, 1)]
    assert len(under(connection, bands, range(STORIES))) == FAN**3 + FAN + 1


def test_full_runs_stay_as_they_are(connection: sqlite3.Connection) -> None:
    row = (FULL, 1, 1, b"")
    connection.executemany("INSERT INTO band_runs VALUES (random(), ?, ?, ?, ?)", [row] * FAN)
    Bands().keep(connection, [(1, 1)])
    assert levels(connection) == [(0, 1), (FULL, FAN)]


def test_stories_before_one_are_forgotten(connection: sqlite3.Connection) -> None:
    bands = Bands()
    bands.keep(connection, [(5, 1), (5, 2), (6, 3)])
    bands.keep(connection, [(5, 1)])
    assert len(under(connection, bands, (5, 6))) == 3
    forget(connection, 2)
    assert under(connection, bands, (5, 6)) == {(5, 2), (6, 3)}
    assert levels(connection) == [(0, 1)]


def test_a_transaction_that_was_undone_leaves_nothing_in_memory(connection: sqlite3.Connection) -> None:
    bands = Bands()
    connection.execute("BEGIN")
    bands.keep(connection, [(5, 1)])
    assert under(connection, bands, (5,)) == {(5, 1)}
    connection.execute("ROLLBACK")
    bands.keep(connection, [(5, 2)])
    assert under(connection, bands, (5,)) == {(5, 2)}


def test_a_story_of_before_the_runs_is_joined_after_the_upgrade(tmp_path: Path) -> None:
    new, old = tmp_path / "new.db", tmp_path / "old.db"
    store = SqliteStore.open(new)
    store.commit_polls([poll("feed", post("1", TEXT))], NOW)
    (story,) = (one.id for one in store.search())
    store.close()
    migrate(old, STEPS[: STEPS.index(runs_of_bands)])
    half, (bands, stories) = 7 * 86_400 * 500_000, _entries(new)
    with sqlite3.connect(old) as writing:
        writing.execute(f"ATTACH '{new}' AS new")
        for table in ("mentions", "stories", "sightings"):
            writing.execute(f"INSERT INTO {table} SELECT * FROM new.{table}")
        rows = [(each // half << 48 | band, each) for band, each in zip(bands, stories, strict=True)]
        writing.executemany("INSERT INTO bands VALUES (?, ?)", rows)
    writing.close()
    upgraded = SqliteStore.open(old)
    copied = post("2", f"RT @joe {TEXT}", published_at=NOW + DAY)
    upgraded.commit_polls([poll("feed", copied)], NOW)
    assert {one.mention.story_id for one in upgraded.search()} == {story}
    upgraded.close()


def _entries(path: Path) -> tuple[list[int], list[int]]:
    """What the runs of a store hold."""
    with sqlite3.connect(path) as reading:
        ((entries,),) = reading.execute("SELECT entries FROM band_runs").fetchall()
    reading.close()
    numbers = [int.from_bytes(entries[at : at + 8], "little") for at in range(0, len(entries), 8)]
    return numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]
