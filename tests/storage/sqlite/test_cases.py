"""How SQLite finds what the inbox lists."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.opening import locate, open_store
from storage.records import Case, Wanted
from storage.sqlite import filing
from storage.sqlite.cases import listed

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_what_several_labels_name_is_merged_and_never_sorted(tmp_path: Path) -> None:
    file = tmp_path / "listener.db"
    open_store(locate(file)).close()
    ordered, values = listed(Wanted(brand="Acme", assignee="Mia", doubt=True), NOW)
    with closing(sqlite3.connect(file)) as connection:
        plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {ordered}", values))
    assert plan.count("MERGE (INTERSECT)") == 2
    assert "TEMP B-TREE" not in plan


def test_what_is_filed_while_it_is_counted_is_counted_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(locate(tmp_path / "listener.db"))
    late = Case(lead=1, reason="Complaints", filed_at=NOW, due_at=NOW - timedelta(hours=1))

    def meanwhile(wanted: Wanted, now: datetime) -> tuple[str, list[object]]:
        store.commit_cases([late])
        return listed(wanted, now)

    monkeypatch.setattr(filing, "listed", meanwhile)
    tally = store.queue_tally("", NOW)
    assert (tally.active, tally.late, tally.due) == (0, 0, 0)
    monkeypatch.undo()
    tally = store.queue_tally("", NOW)
    assert (tally.active, tally.late, tally.due) == (1, 1, 0)
    store.close()
