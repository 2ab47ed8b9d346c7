"""Whose turn it is, and who would be paged: what a person reads before the night in which it matters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds.terminal import run

CONFIG = """
[listener]
timezone = "Europe/Berlin"
[[targets]]
name = "screen"
type = "console"
[[targets]]
name = "post"
type = "mail"
server = "smtp://127.0.0.1"
from = "listener@example.org"
to = ["team@example.org"]
[[people]]
name = "Mia"
mail = "mia@example.org"
quiet = { from = "00:00", to = "00:00" }
[[people]]
name = "Bo"
targets = ["screen"]
[[people]]
name = "Ann"
[[rotations]]
name = "first"
people = ["Mia", "Bo"]
begins = 2126-01-05T09:00:00Z
[[policies]]
name = "wake"
levels = [{ page = ["oncall:first"], timeout = "5m" }, { page = ["person:Bo", "person:Ann"] }]
[[routes]]
name = "all"
targets = ["screen", "person:Mia"]
policy = "wake"
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    monkeypatch.setenv("LISTENER_CONFIG", str(path))
    return path


def test_it_says_who_is_on_call_until_when_and_who_is_next() -> None:
    (row,) = [json.loads(line) for line in run("oncall", "--json").stdout.splitlines()]
    assert (row["on_call"], row["next"], row["reached_by"]) == ("Mia", "Bo", ["mia@example.org"])
    shown = run("oncall", "first").stdout
    assert "Sat 2126-01-12 10:00 CET" in shown
    assert "mia@example.org" in shown


def test_a_name_that_is_wrong_gets_a_hint() -> None:
    assert 'did you mean "first"' in run("oncall", "fist", code=1).stderr


def test_without_rotations_it_says_so(config: Path) -> None:
    config.write_text("")
    assert "no [[rotations]]" in run("oncall").stdout


def test_routes_tell_the_levels_with_the_people_who_are_meant_now() -> None:
    said = run("routes", "test", "--severity", "2").stdout
    assert "on call: first is Mia, reached by post to mia@example.org (not in the quiet hours" in said
    assert "level 2, after 5m" in said
    assert "Ann is not reached: no working channel" in said
    assert "also in the quiet hours" in run("routes", "test", "--severity", "1").stdout


def test_check_names_whoever_cannot_be_reached() -> None:
    said = run("check", "--offline").stderr
    assert "person:Ann in policy wake has no working channel" in said
    assert said.count("no working channel") == 1
    assert json.loads(run("check", "--offline", "--json").stdout)["unreached"] == [said.strip()]
