"""Files that grow, change, vanish, and are written to while they are read."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from sources import file
from sources.file import File
from sources.tables import parts
from sources.wire.http import HttpClient
from storage.clock import SimulatedClock
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, network
from tests.worlds.workbooks import workbook


async def poll(folder: Path, path: str, cursor: Cursor | None = None, **options: object) -> Batch:
    """One poll; the cursor goes through JSON, as it does in the store."""
    net = network(HttpClient(contact="", clock=SimulatedClock(NOW)), folder)
    source = File.model_validate({"name": "file", "path": path, "date": "now", **options})
    return await source.poll(net, json.loads(json.dumps(cursor or {})), Ask())


def texts(batch: Batch) -> list[str]:
    return [mention.text for mention in batch.mentions]


def add(path: Path, more: str) -> None:
    with path.open("a", encoding="utf-8") as opened:
        opened.write(more)


async def test_only_added_rows_are_new(tmp_path: Path) -> None:
    table = tmp_path / "posts.csv"
    table.write_text("text,author\none,Jo\n")
    first = await poll(tmp_path, "posts.csv")
    same = await poll(tmp_path, "posts.csv", first.cursor)
    add(table, 'two,Jo\n"three\nlines",Jo\n')
    grown = await poll(tmp_path, "posts.csv", same.cursor)
    again = await poll(tmp_path, "posts.csv", grown.cursor)

    assert [texts(batch) for batch in (first, same, grown, again)] == [["one"], [], ["two", "three\nlines"], []]
    assert (same.unchanged, grown.unchanged, again.unchanged) == (True, False, True)


async def test_a_changed_beginning_is_read_from_the_start(tmp_path: Path) -> None:
    table = tmp_path / "posts.ndjson"
    table.write_text('{"text": "one"}\n')
    first = await poll(tmp_path, "posts.ndjson")
    table.write_text('{"text": "uno"}\n{"text": "due"}\n')

    assert texts(await poll(tmp_path, "posts.ndjson", first.cursor)) == ["uno", "due"]


async def test_a_line_that_is_still_being_written_is_read_again_when_it_is_whole(tmp_path: Path) -> None:
    table = tmp_path / "posts.ndjson"
    table.write_text('{"text": "one"}\n{"text": "tw')
    first = await poll(tmp_path, "posts.ndjson")
    add(table, 'o", "native_id": "2"}\n')
    second = await poll(tmp_path, "posts.ndjson", first.cursor)

    assert (texts(first), texts(second)) == (["one"], ["two"])
    assert "row 2: not JSON" in first.notes[0]


async def test_a_last_line_without_end_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("text\none\ntwo")

    assert texts(await poll(tmp_path, "posts.csv")) == ["one", "two"]


async def test_a_long_file_is_read_in_several_polls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "AT_ONCE", 2)
    (tmp_path / "posts.csv").write_text("text\n" + "".join(f"post {n}\n" for n in range(5)))
    cursor: Cursor = {}
    found = []
    for _ in range(4):
        batch = await poll(tmp_path, "posts.csv", cursor)
        cursor = batch.cursor
        found.append(len(batch.mentions))

    assert found == [2, 2, 1, 0]


async def test_pattern(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("b", "a"):
        (tmp_path / "in" / f"{name}.csv").write_text(f"text\n{name}\n")
    first = await poll(tmp_path, "in/*.csv")
    (tmp_path / "in" / "c.csv").write_text("text\nc\n")

    assert texts(first) == ["a", "b"]
    assert texts(await poll(tmp_path, "in/*.csv", first.cursor)) == ["c"]


async def test_pattern_without_files_is_empty(tmp_path: Path) -> None:
    assert (await poll(tmp_path, "*.csv")).mentions == ()


async def test_absolute_path(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("text\none\n")

    assert texts(await poll(Path(os.sep), str(tmp_path / "posts.csv"))) == ["one"]


async def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Broken, match=r"posts\.csv: No such file or directory; check that the file is there"):
        await poll(tmp_path, "posts.csv")


async def test_too_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LARGEST", 10)
    (tmp_path / "posts.csv").write_text("text\none and more\n")

    with pytest.raises(Broken, match="split it"):
        await poll(tmp_path, "posts.csv")


async def test_problems_are_notes_and_do_not_drown_the_rest(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("text,date\ngood,2026-09-01\n" + "bad,never\n" * 50)
    batch = await poll(tmp_path, "posts.csv")

    assert texts(batch) == ["good"]
    assert batch.notes[0].startswith("posts.csv, row 3, column date: 'never' is not a date")
    assert batch.notes[-1] == "and 30 more problems"


def test_unknown_time_zone() -> None:
    with pytest.raises(ValidationError, match="write one as Europe/Berlin"):
        File.model_validate({"name": "file", "path": "x", "timezone": "Berlin"})


async def test_a_file_that_cannot_be_read_is_put_aside_until_more_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_bytes("text,date\nСор,2026-08-20\n".encode("koi8-r"))
    (tmp_path / "good.csv").write_text("text,date\nfine,2026-08-20\n")
    first = await poll(tmp_path, "*.csv")
    aside = {each.native_id: each.reason for each in first.refused}
    assert texts(first) == ["fine"]
    assert list(aside) == [str(tmp_path / "posts.csv")]
    assert "encoding" in aside[str(tmp_path / "posts.csv")]
    assert (await poll(tmp_path, "*.csv", first.cursor)).unchanged
    named = await poll(tmp_path, "*.csv", first.cursor, encoding="koi8-r")
    assert (len(texts(named)), named.refused) == (1, ())
    assert str(tmp_path / "posts.csv") in named.again
    assert (await poll(tmp_path, "*.csv", named.cursor, encoding="koi8-r")).unchanged


async def test_columns_and_dates_are_what_the_configuration_says(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("Datum;Kommentar;Laune\n13.08.2026;hallo;gut\n;auch\n")
    said = {"columns": {"text": "Kommentar", "date": "Datum"}, "date": None}
    first = await poll(tmp_path, "posts.csv", **said)
    assert texts(first) == ["hallo"]
    assert [each.native_id for each in first.refused] == [f"{tmp_path / 'posts.csv'}, row 3"]
    assert "posts.csv, columns that are not read, but kept with each post: Laune" in first.notes
    dated = await poll(tmp_path, "posts.csv", first.cursor, **{**said, "date": "2026-08-01"})
    assert [mention.published_at and mention.published_at.day for mention in dated.mentions] == [13, 1]


async def test_workbooks_and_packed_files_are_read_like_others(tmp_path: Path) -> None:
    table = [["Text", "Date"], ["one", "2026-08-20"], ["two", "2026-08-21"]]
    (tmp_path / "posts.xlsx").write_bytes(workbook({"A": table}))
    (tmp_path / "posts.csv.gz").write_bytes(gzip.compress(b"text,date\nthree,2026-08-20\n"))
    first = await poll(tmp_path, "posts.*", date=None)
    assert sorted(texts(first)) == ["one", "three", "two"]
    assert (await poll(tmp_path, "posts.*", first.cursor, date=None)).unchanged
    (tmp_path / "posts.xlsx").write_bytes(workbook({"A": [*table, ["four", "2026-08-22"]]}))
    assert "four" in texts(await poll(tmp_path, "posts.*", first.cursor, date=None))


@pytest.mark.parametrize(
    "option", [{"encoding": "klingon"}, {"encoding": "base64"}, {"columns": {"colour": "x"}}, {"date": "soon"}]
)
def test_options_that_mean_nothing(option: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=r"is no encoding|is nothing that a post has|is not a date"):
        File.model_validate({"name": "file", "path": "x", **option})
