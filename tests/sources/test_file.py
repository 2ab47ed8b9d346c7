"""Files that grow, change, vanish, and are written to while they are read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from sources import file
from sources.file import File
from sources.wire.http import HttpClient
from storage.clock import SimulatedClock
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, network


async def poll(folder: Path, path: str, cursor: Cursor | None = None, **options: object) -> Batch:
    """One poll; the cursor goes through JSON, as it does in the store."""
    net = network(HttpClient(contact="", clock=SimulatedClock(NOW)), folder)
    source = File.model_validate({"name": "file", "path": path, **options})
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
    monkeypatch.setattr(file, "LARGEST", 10)
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
