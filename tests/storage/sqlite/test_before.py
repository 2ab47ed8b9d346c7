"""A store that an older version wrote in its daily work is opened, and everything in it is kept.

`version-5.db.gz` was written by that version itself: its stages read a made-up feed for twenty hours with its model,
and people took an incident, wrote notes, led a crisis, judged and silenced by its commands.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.opening import locate, open_store
from storage.sqlite.version import version
from storage.store import Store

FILE = Path(__file__).parents[2] / "fixtures" / "stores" / "version-5.db.gz"
KEPT = (
    "mentions", "sightings", "aliases", "readings", "hits", "words", "revisions", "stories", "voices", "sources",
    "rules", "incidents", "responses", "deliveries", "silences", "verdicts", "audit", "notes", "tallies", "spent",
)  # fmt: skip
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    path = tmp_path / "before.db"
    path.write_bytes(gzip.decompress(FILE.read_bytes()))
    return path


@pytest.fixture
def path(before: Path, tmp_path: Path) -> Path:
    path = tmp_path / "listener.db"
    path.write_bytes(before.read_bytes())
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    assert version(path) == 5
    with closing(open_store(locate(path), "service")) as opened:
        yield opened


@pytest.mark.usefixtures("store")
def test_no_row_is_lost(before: Path, path: Path) -> None:
    for table in KEPT:
        assert len(rows(path, table)) == len(rows(before, table)), table
    assert [row[0] for row in rows(path, "mentions")] == [row[0] for row in rows(before, "mentions")]


@pytest.mark.usefixtures("store")
def test_what_was_counted_is_counted_still(before: Path, path: Path) -> None:
    was, now = counts(before), counts(path)
    tones = {name.replace("sentiment:", "tone:"): count for name, count in was.items() if name.startswith("sentiment:")}
    others = {name: count for name, count in was.items() if not name.startswith(("sentiment:", "toward:"))}
    assert now == others | tones
    assert tones["tone:negative"] == (381, 381)


def test_mentions_are_found_with_what_was_read_in_them(store: Store) -> None:
    found = store.search((("lid",),), limit=200)
    assert len(found) == 55
    assert {mention.matches[0].brand for mention in found} == {"Acme"}
    assert all(mention.classification for mention in found)
    assert len(store.unclassified(10)) == 0
    [edited] = store.search((("bolt",),))
    assert [revision.text for revision in store.revisions(edited.id)] == [
        f"Acme and bolt, edited {n}" for n in (5, 15, 25)
    ]


def test_an_incident_says_what_happened_entry_by_entry_each_of_a_kind(store: Store) -> None:
    [incident] = store.incidents(limit=10)
    assert (incident.state, incident.severity, incident.acknowledged_by) == ("resolved", 1, "Mia")
    done = [(entry.kind, entry.who) for entry in incident.timeline if entry.who]
    assert done == [
        ("acknowledged", "Mia"),
        ("note", "Mia"),
        ("note", "Bo"),
        ("resolved", "Mia"),
        ("verdict", "Mia"),
    ]
    assert [entry.kind for entry in incident.timeline].count("told") == 7
    assert len(incident.alerts) == 2


def test_a_crisis_keeps_its_course_and_people_their_words(store: Store) -> None:
    [crisis] = store.responses()
    assert crisis.phase == "resolved"
    assert [entry.kind for entry in crisis.timeline] == ["declared", "note", "update", "resolved"]
    assert {(verdict.rule, verdict.useful) for verdict in store.verdicts(datetime(2026, 1, 1, tzinfo=UTC))} == {
        ("every post", True),
        ("loud", True),
    }
    assert [silence.reason for silence in store.silences(NOW)] == ["launch"]
    assert len(store.audited()) == 9


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as reading:
        return reading.execute(f"SELECT * FROM {table}").fetchall()


def counts(path: Path) -> dict[str, tuple[int, int]]:
    """Total and live by measure."""
    with closing(sqlite3.connect(path)) as reading:
        found = reading.execute("SELECT measure, sum(total), sum(live) FROM counts GROUP BY measure").fetchall()
    return {measure: (total, live) for measure, total, live in found}
