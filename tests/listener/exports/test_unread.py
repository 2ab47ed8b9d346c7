"""An export says itself which sources could not be read: a gap in it is not taken for silence."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
from pyarrow import parquet

from listener.exports.export import Table, write_table
from listener.exports.selection import Selection
from listener.exports.unread import ALL, ENDING, Unread, unread, write_beside
from rules.base import Blind
from sources.tables.workbook import sheet
from storage.records import Poll, SourceState
from storage.store import Store
from tests.worlds.mentions import NOW, Filled, mention

BERLIN = ZoneInfo("Europe/Berlin")
DAY = timedelta(days=1)
GAP = Blind(source="=shop", since=NOW - timedelta(hours=3), until=NOW - timedelta(hours=1), share=0.9)
GAPS = Unread(since=NOW - DAY, until=NOW, stretches=(GAP,))


def table(store: Store, format: Table, told: Unread) -> bytes:
    out = io.BytesIO()
    write_table(store, Selection(), out, format=format, zone=BERLIN, now=NOW, unread=told)
    return out.getvalue()


def test_a_workbook_has_a_sheet_of_it_which_an_import_passes_over(filled: Filled):
    data = table(filled([mention("acme cola")]), "xlsx", GAPS)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Mentions", "Not read"]
    said, _, row = book["Not read"].iter_rows(values_only=True)
    assert said[0] == (
        "Could not be read: =shop for 2 hours, usually 90\u202f% of these posts. "
        "What was said there then may be missing."
    )
    assert row == ("=shop", datetime(2026, 3, 10, 10), datetime(2026, 3, 10, 12), 0.9)
    assert sheet(data, {}).name == "Mentions"


def test_parquet_has_it_in_its_metadata(filled: Filled):
    found = parquet.read_schema(io.BytesIO(table(filled([mention("acme cola")]), "parquet", GAPS))).metadata[b"unread"]
    assert json.loads(found) == GAPS.plain()
    assert GAPS.plain()["unread"] == [
        {"source": "=shop", "since": GAP.since.isoformat(), "until": GAP.until and GAP.until.isoformat(), "share": 0.9}
    ]


def test_where_all_could_be_read_that_is_said_too(filled: Filled):
    book = openpyxl.load_workbook(io.BytesIO(table(filled([]), "xlsx", Unread(since=NOW - DAY, until=NOW))))
    assert book["Not read"]["A1"].value == ALL


def test_text_gets_a_file_beside_it_that_never_tells_of_an_earlier_export(tmp_path: Path):
    file = tmp_path / "all.csv"
    file.write_text("id\n")
    assert write_beside(file, Unread(since=NOW - DAY, until=NOW)) is None
    beside = write_beside(file, GAPS)
    assert beside == tmp_path / f"all.csv{ENDING}"
    assert beside
    assert json.loads(beside.read_text())["unread"][0]["source"] == "=shop"
    write_beside(file, Unread(since=NOW - DAY, until=NOW))
    assert json.loads(beside.read_text()) == Unread(since=NOW - DAY, until=NOW).plain()


def test_it_is_told_of_the_sources_of_what_is_exported(filled: Filled):
    store = filled([mention("acme cola")])
    store.sync_sources({"feed": DAY}, NOW)
    failing = SourceState(
        name="feed", next_due_at=NOW, health="broken", failures=1, failing_since=NOW - DAY, polled_at=NOW - DAY
    )
    store.commit_polls([Poll(state=failing)], NOW)
    found = unread(store, Selection(since=NOW - 2 * DAY), NOW)
    assert [(each.source, each.until) for each in found.stretches] == [("feed", None)]
    assert "feed for 24 hours" in found.sentence
    assert unread(store, Selection(until=NOW - 3 * DAY, since=NOW - 5 * DAY), NOW).stretches == []
