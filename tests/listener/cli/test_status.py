"""`listener status`: how sources, incidents and messages are doing."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_it_counts_what_is_stored_and_says_how_each_source_does(feed: HTTPServer):
    run("poll")
    status = json.loads(run("status", "--json").stdout)
    assert status["totals"]["mentions"] == 1
    assert status["sources"][0]["health"] == "ok"
    assert (status["healthy"], status["troubles"], status["pending"], status["failed"]) == (True, [], 0, 0)
    assert "1 mentions" in run("status").stdout


def test_what_needs_a_person_is_code_1(feed: HTTPServer):
    feed.clear()
    run("poll", code=1)
    status = json.loads(run("status", "--json", code=1).stdout)
    assert not status["healthy"]
    assert any("news" in trouble for trouble in status["troubles"])
    assert "Acme" in status["blind"]
    assert "Acme is seen in part: news" in run("status", code=1).stdout


@pytest.mark.usefixtures("one_incident")
def test_an_open_incident_is_named():
    assert "incident 1, severity" in run("status").stdout
    (incident,) = json.loads(run("status", "--json").stdout)["incidents"]
    assert (incident["id"], incident["state"]) == (1, "open")
