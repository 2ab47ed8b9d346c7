"""`listener db`: copies that can be put back, and a store of an older version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.storage.sqlite.older import is_first, is_present, make_first
from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_backup_and_restore(feed: HTTPServer):
    run("poll")
    run("db", "backup", "copy.db")
    run("db", "restore", "copy.db")
    assert json.loads(run("db", "info", "--json").stdout)["mentions"] == 1
    Path("copy.db").write_bytes(b"not a database" * 100)
    run("db", "restore", "copy.db", code=4)
    assert json.loads(run("db", "info", "--json").stdout)["mentions"] == 1


def test_an_older_store_is_brought_up_to_date_and_the_old_file_kept(store_path: Path):
    store_path.parent.mkdir()
    make_first(store_path)
    assert "present version" in run("db", "migrate").stdout
    assert is_present(store_path)
    assert is_first(store_path.with_name(f"{store_path.name}.version1"))
    assert json.loads(run("db", "info", "--json").stdout)["mentions"] == 0


def test_where_it_is_and_how_much_is_in_it(feed: HTTPServer, store_path: Path):
    run("poll")
    facts = json.loads(run("db", "info", "--json").stdout)
    assert (facts["file"], facts["bytes"], facts["mentions"]) == (str(store_path), store_path.stat().st_size, 1)
    assert "mentions: 1" in run("db", "info").stdout
