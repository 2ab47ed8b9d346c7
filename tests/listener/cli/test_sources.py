"""`listener sources`: types with their settings, and how the configured ones do."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import run

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
