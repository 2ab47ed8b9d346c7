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
    assert "1 mention written to all.ndjson" in run("export", "--output", "all.ndjson").stderr
    assert json.loads(Path("all.ndjson").read_text(encoding="utf-8")) == row


def test_columns_are_explained_and_options_that_do_not_go_together_refused():
    assert "published_at" in run("export", "--columns").stdout
    assert "--format csv" in run("export", "--profile", "meltwater", code=2).stderr
    assert "ndjson" in run("export", "--format", "csv", "--canonical", code=2).stderr


def test_the_name_of_a_file_says_its_format(feed: HTTPServer):
    run("poll")
    for name in ("a.xlsx", "a.parquet", "a.json", "a.csv"):
        assert f"1 mention written to {name}" in run("export", "--output", name).stderr
    starts = {name: Path(name).read_bytes()[:4] for name in ("a.xlsx", "a.parquet", "a.json", "a.csv")}
    assert starts == {"a.xlsx": b"PK\x03\x04", "a.parquet": b"PAR1", "a.json": b'[\n{"', "a.csv": b"\xef\xbb\xbfi"}


def test_an_expression_chooses_and_a_wrong_one_is_refused(feed: HTTPServer):
    run("poll")
    assert len(lines(run("export", "--where", "recalled AND source:news"))) == 1
    assert lines(run("export", "--where", "weather")) == []
    assert "^" in run("export", "--where", "acme AND (", code=2).stderr


def test_tags_of_cases_mean_the_same_in_exports_and_in_searches(feed: HTTPServer):
    run("poll")
    (found,) = lines(run("search", "acme", "--json"))
    run("cases", "file", str(found["id"]), "--who", "Mia")
    run("cases", "tag", "1", "--add", "lids", "--who", "Mia")
    assert len(lines(run("export", "--where", "tag:lids status:new"))) == 1
    assert len(lines(run("search", "tag:lids", "--json"))) == 1
    assert lines(run("export", "--where", "tag:caps")) == []
