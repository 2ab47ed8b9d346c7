"""`listener annotate` and `listener shares`: written, listed, taken away."""

from __future__ import annotations

import json

import pytest

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_what_happened_is_written_removed_and_brought_back():
    assert "is written down" in run("annotate", "add", "price rise", "--at", "2026-03-01T08:00").stdout
    [found] = [json.loads(line) for line in run("annotate", "list", "--json").stdout.splitlines()]
    assert (found["id"], found["text"], found["brand"], found["who"]) == (1, "price rise", None, "Mia")
    assert "shown no more" in run("annotate", "remove", "1").stdout
    assert run("annotate", "list", "--json").stdout == ""
    assert "no annotation 1 to remove" in run("annotate", "remove", "1", code=1).stderr
    run("annotate", "restore", "1")
    assert "price rise" in run("annotate", "list").stdout
    assert "no brand" in run("annotate", "add", "launch", "--brand", "Nobody", code=2).stderr


def test_an_address_is_printed_once_listed_and_withdrawn():
    said = run("shares", "feed", "all of it", "--expression", "intent:complaint").stdout
    assert "/out/" in said
    [found] = [json.loads(line) for line in run("shares", "list", "--json").stdout.splitlines()]
    assert (found["kind"], found["shows"], found["used_at"]) == ("feed", {"q": "intent:complaint"}, None)
    assert said.split("/out/")[1].split(".")[0] not in run("shares", "list").stdout
    assert "shows nothing any more" in run("shares", "withdraw", "1").stdout
    assert "no address 1" in run("shares", "withdraw", "1", code=1).stderr
    assert "no saved view" in run("shares", "feed", "x", "--view", "none", code=1).stderr
    assert "no chart" in run("shares", "chart", "x", "--brand", "Acme", "--chart", "pie", code=1).stderr
