"""Folders with very many files, and patterns that take long to follow."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from unittest.mock import patch

import pytest

from sources import file
from sources.file import File
from sources.wire.http import HttpClient
from sources.wire.net import Network
from storage.clock import SimulatedClock
from storage.errors import Broken
from storage.records import Ask, Batch, Cursor
from tests.worlds.network import NOW, network
from tests.worlds.stalls import longest_stall


def source(path: str) -> File:
    return File.model_validate({"name": "inbox", "path": path, "date": "now"})


def poll(folder: Path, path: str, cursor: Cursor) -> tuple[Batch, int]:
    """One poll, and how many jobs it made; the cursor goes through JSON, as it does in the store."""
    net = network(HttpClient(contact="", clock=SimulatedClock(NOW)), folder)
    with patch.object(Network, "run", autospec=True, side_effect=Network.run) as run:
        batch = asyncio.run(source(path).poll(net, json.loads(json.dumps(cursor)), Ask()))
    return batch, run.call_count


def test_a_full_inbox_in_which_nothing_changed_is_one_look(tmp_path: Path) -> None:
    for number in range(1_200):
        (tmp_path / f"{number:04}.csv").write_text(f"text\npost {number}\n")
    first, jobs = poll(tmp_path, "*.csv", {})
    second, looks = poll(tmp_path, "*.csv", first.cursor)
    (tmp_path / "0600.csv").unlink()
    (tmp_path / "0700.csv").write_text("text\npost 700\nanother\n")
    third, _ = poll(tmp_path, "*.csv", second.cursor)

    assert len(first.mentions) == 1_200
    assert jobs == 4
    assert (looks, second.unchanged) == (1, True)
    assert [mention.text for mention in third.mentions] == ["another"]
    assert len(third.cursor["files"]) == 1_199


def test_more_files_than_a_poll_reads_are_read_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "MOST_FILES", 3)
    for number in range(7):
        (tmp_path / f"{number}.csv").write_text(f"text\npost {number}\n")
    cursor: Cursor = {}
    brought = []
    for _ in range(4):
        batch, _ = poll(tmp_path, "*.csv", cursor)
        cursor = batch.cursor
        brought.append(len(batch.mentions))

    assert brought == [3, 3, 1, 0]


def test_a_pattern_that_takes_long_holds_up_nobody(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(60):
        deep = deep / "a"
    deep.mkdir(parents=True)
    (deep / "posts.csv").write_text("text\none\n")
    net = network(HttpClient(contact="", clock=SimulatedClock(NOW)), tmp_path)

    assert asyncio.run(longest_stall(source("**/**/**/*.csv").poll(net, {}, Ask()))) < 0.25


@pytest.mark.parametrize("path", ["a\0b.csv", "~nobody-of-that-name/*.csv"])
def test_paths_that_cannot_be(tmp_path: Path, path: str) -> None:
    with pytest.raises(Broken, match="check `path`"):
        poll(tmp_path, path, {})
