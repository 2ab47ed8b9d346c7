"""`listener shares`: addresses are printed once, listed without their secret, and withdrawn."""

from __future__ import annotations

import json

import pytest

from tests.worlds.terminal import run

pytestmark = pytest.mark.usefixtures("config")


def test_a_feed_and_a_chart_are_given_out_listed_and_withdrawn():
    feed = run("shares", "feed", "complaints", "--expression", "intent:complaint", "--brand", "Acme").stdout
    chart = run("shares", "chart", "in the intranet", "--brand", "Acme", "--chart", "net", "--span", "7d").stdout
    assert "shown once" in feed
    turns = run("shares", "calendar", "turns").stdout
    addresses = [said.split()[-1] for said in (feed, chart, turns)]
    assert [address.rpartition(".")[2] for address in addresses] == ["atom", "svg", "ics"]
    listed = run("shares", "list").stdout
    assert ("complaints" in listed, "never" in listed) == (True, True)
    assert not any(address.rpartition("/")[2] in listed for address in addresses)
    found = [json.loads(line) for line in run("shares", "list", "--json").stdout.splitlines()]
    assert {(each["kind"], each["name"], each["used_at"]) for each in found} == {
        ("feed", "complaints", None),
        ("chart", "in the intranet", None),
        ("calendar", "turns", None),
    }
    id = next(each["id"] for each in found if each["kind"] == "feed")
    assert "complaints shows nothing any more" in run("shares", "withdraw", str(id)).stdout
    assert "complaints" not in run("shares", "list").stdout


def test_what_cannot_be_is_a_sentence():
    assert "Nobody" in run("shares", "calendar", "x", "--person", "Nobody", code=1).stderr
    assert "Nobody" in run("shares", "chart", "x", "--brand", "Nobody", code=1).stderr
    assert run("shares", "chart", "x", "--brand", "Acme", "--chart", "pie", code=1).stderr
    assert run("shares", "withdraw", "7", code=1).stderr
