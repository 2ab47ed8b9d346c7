"""How SQLite finds what the inbox lists."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from storage.opening import locate, open_store
from storage.records import Wanted
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
