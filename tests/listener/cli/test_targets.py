"""`listener targets test`: a message is sent, or it is said why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.worlds.terminal import run


@pytest.fixture(autouse=True)
def chat(config: Path, httpserver: HTTPServer) -> None:
    target = f'[[targets]]\nname = "chat"\ntype = "webhook"\nurl = "{httpserver.url_for("/hook")}"\n'
    config.write_text(config.read_text(encoding="utf-8") + target, encoding="utf-8")


def test_a_test_message_is_sent(httpserver: HTTPServer):
    httpserver.expect_request("/hook", method="POST").respond_with_data("")

    assert "has taken the test message" in run("targets", "test", "chat").stdout
    assert json.loads(run("targets", "test", "chat", "--json").stdout) == {"target": "chat", "taken": True}
    kinds = [request.json["kind"] for request, _ in httpserver.log if request.path == "/hook"]
    assert kinds == ["test", "test"]


def test_what_is_not_taken_ends_with_one():
    assert "did not take the test message" in run("targets", "test", "chat", code=1).stderr
    assert 'no target "chad"; did you mean "chat"?' in run("targets", "test", "chad", code=1).stderr


def test_check_tells_of_targets_too(httpserver: HTTPServer):
    found = json.loads(run("check", "--json").stdout)["targets"]
    assert [(one["target"], one["reachable"]) for one in found] == [("screen", True), ("chat", True)]
    assert not [request for request, _ in httpserver.log if request.path == "/hook"]

    assert "nothing was sent" in run("check").stdout
    assert "nothing was sent" not in run("check", "--offline").stdout
