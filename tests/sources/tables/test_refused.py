"""Rows that were refused come back as a table that can be mended and imported again."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC

from sources.tables.refused import refused
from sources.tables.row import RowReader
from tests.worlds.network import NOW
from tests.worlds.tables import read


def rest(data: bytes, why: dict[int, str]) -> tuple[str, str]:
    return refused(data, RowReader(now=NOW, zone=UTC), why)


TABLE = """Report

date;text;mood
2026-08-20;fine;good
soon;"bad; ""date""
here";"=1"
;none;
2026-08-20;"open;x
2026-08-20;last;
"""


def test_mended_rows_come_in_with_all_that_they_had() -> None:
    data = TABLE.encode("utf-16")
    found = read(data, undated=False)
    why = {problem.row: problem.what for problem in found.problems}
    assert [mention.text for mention in found.mentions] == ["fine", "last"]
    assert len(why) == 3
    text, ending = rest(data, why)
    header, *rows = csv.reader(io.StringIO(text))
    assert (ending, header) == (".csv", ["date", "text", "mood", "refused because"])
    assert rows[0][:3] == ["soon", 'bad; "date"\nhere', "=1"]
    assert [row[3] for row in rows] == list(why.values())
    mended = text.replace("soon,", "2026-08-20,")
    again = read(mended, undated=False)
    assert [(mention.text, mention.extra) for mention in again.mentions] == [('bad; "date"\nhere', {"mood": "=1"})]
    assert "refused because" not in again.unread


def test_lines_of_json() -> None:
    data = b'{"text": "a", "date": "2026-08-20"}\n{"text": "b"}\n{broken\n'
    why = {problem.row: problem.what for problem in read(data, undated=False).problems}
    text, ending = rest(data, why)
    lines = text.splitlines()
    assert (ending, json.loads(lines[0])["refused_because"], lines[1]) == (".ndjson", why[2], "{broken")
    mended = read(lines[0].replace('"b"', '"b", "date": "2026-08-20"'), undated=False)
    assert [(mention.text, mention.extra) for mention in mended.mentions] == [("b", {})]
