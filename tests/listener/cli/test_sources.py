"""`listener sources`: types with their settings, and how the configured ones do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import lines, run

pytestmark = pytest.mark.usefixtures("config")


def test_the_configured_ones_are_shown_with_their_state(feed: HTTPServer):
    (before,) = json.loads(run("sources", "--json").stdout)["sources"]
    run("poll")
    (after,) = json.loads(run("sources", "--json").stdout)["sources"]
    assert (before["source"], before["type"], after["state"]) == ("news", "rss", "ok")
    assert before["state"] != "ok"
    assert "news" in run("sources").stdout


def test_a_type_is_explained_setting_by_setting():
    shown = run("sources", "rss").stdout
    assert 'source type = "rss"' in shown
    assert "must be given" in shown
    types = json.loads(run("sources", "--all", "--json").stdout)["types"]
    assert {"rss", "file"} <= {each["type"] for each in types["source"]}
    assert "keyword" in {each["type"] for each in types["rule"]}
    assert "mail" in {each["type"] for each in types["target"]}


def test_what_could_not_be_stored_is_shown_and_read_again_when_it_is_corrected(config: Path):
    config.write_text(
        config.read_text(encoding="utf-8") + '[[sources]]\nname = "desk"\ntype = "file"\npath = "posts.csv"\n',
        encoding="utf-8",
    )
    posts = Path("posts.csv")
    posts.write_text("id,text,date\n1,an Acme Cola,2026-03-01\n2,#acme again,soon\n", encoding="utf-8")
    run("poll")
    assert "1 put aside" in run("status").stdout
    shown = run("sources", "aside").stdout
    assert "posts.csv, row 3" in shown
    assert "'soon' is not a date" in shown
    (row,) = lines(run("sources", "aside", "desk", "--json"))
    assert (row["source"], row["body"]) == ("desk", "2,#acme again,soon")
    assert "1 still put aside" in run("sources", "retry", "desk", code=1).stdout
    (row,) = lines(run("sources", "aside", "--json"))
    assert row["tries"] == 2
    posts.write_text(posts.read_text(encoding="utf-8").replace("soon", "2026-03-02"), encoding="utf-8")
    (done,) = lines(run("sources", "retry", "--json"))
    assert done == {"source": "desk", "tried": 1, "left": 0, "error": None}
    assert len(lines(run("search", "#acme", "--json"))) == 1
    assert "nothing is put aside" in run("sources", "retry").stdout


def test_types_are_listed_with_the_word_and_without_it():
    assert run("sources", "types", "rss").stdout == run("sources", "rss").stdout
