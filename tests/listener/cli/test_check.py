"""`listener check`: what is wrong in the configuration, and which sources answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import run

FIXTURES = Path(__file__).parents[2] / "fixtures" / "configs"
pytestmark = pytest.mark.usefixtures("config")


def test_check_prints_all_problems_as_json():
    problems = json.loads(run("check", "--json", "--config", str(FIXTURES / "twice.toml"), code=2).stdout)["problems"]
    assert [problem["line"] for problem in problems] == [5, 13, 21]


def test_check_tries_the_sources(feed: HTTPServer, config: Path):
    assert "news" in run("check").stdout
    (trial,) = json.loads(run("check", "--json").stdout)["sources"]
    assert (trial["reachable"], trial["items"]) == (True, 2)
    feed.clear()
    assert run("check", code=1).exit_code == 1
    assert "right" in run("check", "--offline").stdout
