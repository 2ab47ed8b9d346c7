"""A drill from the command line: it says what it will do, and asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.opening import locate, open_store
from tests.worlds import terminal

pytestmark = pytest.mark.usefixtures("one_incident")


def run(*words: str, code: int = 0, text: str | None = None) -> str:
    return terminal.run("drill", *words, code=code, text=text).output


def stored() -> list[bool]:
    opened = open_store(locate(Path("data/listener.db")), "read")
    try:
        return [one.drill for one in opened.incidents()]
    finally:
        opened.close()


def test_it_explains_itself_and_does_nothing_without_a_yes() -> None:
    said = run("outage", text="n\n")
    assert "tells screen after it has waited 30s for what belongs to it" in said
    assert "Acme is down" in said
    assert "Nothing was done." in said
    assert stored() == [False]


def test_it_begins_after_a_yes() -> None:
    assert "begun as incident 2" in run("outage", text="y\n")
    assert stored() == [True, False]


def test_a_script_gets_the_number_of_the_incident() -> None:
    assert json.loads(run("data-breach", "--yes", "--json"))["incident"] == 2
    assert stored() == [True, False]


def test_a_past_incident_is_replayed_and_is_not_made_up_as_well() -> None:
    assert "Much is said" in run("outage", "--incident", "1", "--yes")
    run("outage", "--incident", "1", "--made", code=2)
    assert "no incident 9" in run("outage", "--incident", "9", "--yes", code=1)


def test_a_target_that_several_routes_name_is_told_once(config: Path) -> None:
    both = '[[routes]]\nname = "first"\ntargets = ["screen"]\ncontinue = true\n[[routes]]\nname = "all"\n'
    text = config.read_text(encoding="utf-8").replace('[[routes]]\nname = "all"\n', both, 1)
    config.write_text(text, encoding="utf-8")
    said = run("outage", text="n\n")
    assert said.count("tells screen") == 1
    assert "(routes first, " in said
