"""A program is told of an incident under the same names, whichever way it asks."""

from __future__ import annotations

import json

import pytest

from listener.exports.incidents import outline, told, whole
from tests.worlds.incidents import incident
from tests.worlds.notices import notice

BASE = "https://listener.example.org"


def test_how_it_stands_keeps_the_names_that_scripts_know() -> None:
    shown = outline(incident(id=3, follows=2), BASE)
    known = ("id", "severity", "state", "title", "opened_at", "resolved_at", "acknowledged_by", "follows", "drill")
    assert set(known) < set(shown)
    assert shown["url"] == f"{BASE}/incidents/3"
    assert outline(incident(id=3), None)["url"] is None
    json.dumps(shown)


def test_the_whole_begins_with_how_it_stands_and_a_notice_names_it_alike() -> None:
    shown = whole(incident(id=3), BASE)
    assert shown.items() >= outline(incident(id=3), BASE).items()
    assert [entry["kind"] for entry in shown["timeline"]] == ["opened", "told"]
    noticed = told(notice(incident_id=3, title=incident().title, severity=2), BASE)
    names = ("id", "title", "severity", "url")
    assert {name: noticed[name] for name in names} == {name: shown[name] for name in names}
    assert {"thread", "number", "scope"} < set(noticed)


@pytest.mark.parametrize("show", [outline, whole])
def test_a_title_cannot_steer_whoever_prints_it(show) -> None:
    assert show(incident(id=3, title="\x1b[2Jburns"), BASE)["title"] == " [2Jburns"
