"""`listener export`: what is stored, as a table or a line each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_a_table_and_lines_on_stdout_or_in_a_file(feed: HTTPServer):
    run("poll")
    assert run("export", "--format", "csv", "--brand", "Acme").stdout_bytes.startswith(b"\xef\xbb\xbfid,")
    (row,) = lines(run("export"))
    assert row["title"] == "Acme Cola recalled"
    assert "1 mentions written to all.ndjson" in run("export", "--output", "all.ndjson").stderr
    assert json.loads(Path("all.ndjson").read_text(encoding="utf-8")) == row


def test_columns_are_explained_and_options_that_do_not_go_together_refused():
    assert "published_at" in run("export", "--columns").stdout
    assert "--format csv" in run("export", "--profile", "meltwater", code=2).stderr
    assert "ndjson" in run("export", "--format", "csv", "--canonical", code=2).stderr
