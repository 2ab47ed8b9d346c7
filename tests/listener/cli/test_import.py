"""`listener import`: what was said before comes in, and bad rows are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_an_export_comes_in_again_as_it_was(feed: HTTPServer, store_path: Path):
    run("poll")
    run("export", "--output", "all.ndjson")
    (before,) = lines(run("export", "--canonical"))
    store_path.rename("old.db")
    (done,) = lines(run("import", "all.ndjson", "--source", "news", "--json"))
    counts = {"rows": 1, "new": 1, "known": 0, "edited": 0}
    assert done == {"file": "all.ndjson", **counts, "timezone": "UTC", "problems": []}
    (after,) = lines(run("export", "--canonical"))
    assert {name: after[name] for name in ("title", "url", "matches")} == {
        name: before[name] for name in ("title", "url", "matches")
    }
    assert "0 new, 1 known" in run("import", "all.ndjson", "--source", "news").stdout


def test_a_bad_row_is_named_and_the_good_ones_are_kept():
    Path("posts.ndjson").write_text('{"text": "I like #acme", "id": "1"}\nno json\n', encoding="utf-8")
    result = run("import", "posts.ndjson", code=1)
    assert "1 good rows, 1 new" in result.stdout
    assert "2" in result.stderr
