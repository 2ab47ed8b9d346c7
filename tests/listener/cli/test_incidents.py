"""`listener incidents` as a person on call uses it: what is known, who was told, and one step at a time."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog
from typer.testing import Result

from storage.records import Level, Paging, Policy, Who
from tests.worlds import terminal
from tests.worlds.incidents import NOW, incident, world

LEVELS = (
    Level(members=(Who.person("Mia"),), timeout=timedelta(minutes=5)),
    Level(members=(Who("oncall:desk"), Who.person("Bo")), timeout=timedelta(minutes=10)),
)
PAGING = Paging(policy=Policy(name="night", levels=LEVELS), level=1, pages=1, next_at=NOW)


@pytest.fixture(autouse=True)
async def stored(anyio_backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async with world(tmp_path, incident(paging=PAGING, follows=9)):
        pass
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("USER", "Mia")
    yield
    structlog.reset_defaults()


def run(*words: str, code: int = 0) -> Result:
    return terminal.run("incidents", *words, code=code)


def test_the_list_is_narrowed_to_a_brand() -> None:
    assert "120 posts about Acme" in run("list", "--brand", "Acme").stdout
    assert "120 posts" not in run("list", "--brand", "Bolt", "--all").stdout


def test_everything_about_an_incident_on_one_screen() -> None:
    run("handover", "1", "--to", "Bo")
    run("severity", "1", "1", "--who", "Bo")
    shown = run("show", "1").stdout
    for said in (
        "120 posts about Acme in an hour",
        "Never more than 12 in the last 14 days.",
        "rule many-posts, brand:Acme, severity 2",
        "severity 1, acknowledged",
        "taken by Bo",
        "follows incident 9",
        "policy night: 1 page so far",
        "level 2: oncall:desk, person:Bo; 10 minutes to answer",
        "told team (opened)",
        "Bo (team)",
        "on its way",
        "raised severity from 2 to 1",
    ):
        assert said in shown, said


def test_all_of_it_is_told_by_the_clock_of_messages(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    told = config.read_text(encoding="utf-8")
    config.write_text('[listener]\ntimezone = "Asia/Kolkata"\n' + told.replace("[listener]\n", ""), encoding="utf-8")
    here = NOW.astimezone(ZoneInfo("Asia/Kolkata"))
    shown = run("show", "1").stdout
    assert "Times are in Asia/Kolkata." in shown
    assert "UTC" not in shown
    assert f"next page {here:%a} {here.day} {here:%b, %H:%M}" in shown
    assert "opened (Asia/Kolkata)" in run("list").stdout
    assert "IST" in run("note", "1", "Supplier informed").stdout


def test_the_same_for_a_script_without_the_links_that_act() -> None:
    run("handover", "1", "--to", "Bo")
    result = run("show", "1", "--json")
    shown = json.loads(result.stdout)
    assert (shown["id"], shown["acknowledged_by"], shown["follows"]) == (1, "Bo", 9)
    assert shown["paging"]["policy"] == "night"
    assert shown["paging"]["levels"][1] == {"members": ["oncall:desk", "person:Bo"], "timeout_seconds": 600.0}
    assert [alert["rule"] for alert in shown["alerts"]] == ["many-posts", "angry"]
    (message,) = shown["messages"]
    assert (message["kind"], message["person"], message["to"]) == ("handover", "Bo", ["bo@example.org"])
    assert [(act["who"], act["what"]) for act in shown["acts"]] == [("Mia", "handed over to Bo")]
    assert "/act/" not in result.stdout


def test_a_step_prints_how_it_stands_then() -> None:
    raised = json.loads(run("severity", "1", "1", "--json").stdout)
    assert (raised["severity"], raised["state"]) == (1, "open")
    assert "handed over to Zoe (Mia)" in run("handover", "1", "--to", "Zoe").stdout


def test_the_next_level_is_paged_at_once() -> None:
    assert "level 2" in run("escalate", "1").stdout
    assert "policy night: 2 pages so far" in run("show", "1").stdout


def test_what_cannot_be_done_is_said() -> None:
    assert "no incident 7" in run("show", "7", code=1).output
    assert "no incident 7" in run("handover", "7", "--to", "Bo", code=1).output
    run("severity", "1", "4", code=2)
    run("resolve", "1")
    assert "already resolved by Mia" in run("severity", "1", "3", code=1).output


def test_the_list_has_what_goes_on_and_the_rest_on_request() -> None:
    assert "120 posts about Acme" in run("list").stdout
    (open_one,) = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]
    assert (open_one["id"], open_one["state"], open_one["acknowledged_by"]) == (1, "open", None)
    run("resolve", "1")
    assert run("list", "--json").stdout == ""
    assert '"resolved"' in run("list", "--all", "--json").stdout


def test_whoever_takes_it_has_it_and_what_is_noted_stays() -> None:
    taken = json.loads(run("acknowledge", "1", "--json").stdout)
    assert (taken["state"], taken["acknowledged_by"]) == ("acknowledged", "Mia")
    assert "Supplier informed (Bo)" in run("note", "1", "Supplier informed", "--who", "Bo").stdout
    assert "Supplier informed" in run("show", "1").stdout


def test_incidents_are_written_to_a_file_as_the_page_does(tmp_path: Path) -> None:
    place = tmp_path / "incidents.csv"
    run("export", "--view", "all", "-o", str(place))
    [head, *rows] = place.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("id,title,severity,state,brands,rules,opened_at")
    assert [row[:8] for row in rows] == ['1,"120 p']
    assert run("export", "--view", "debriefs", "--format", "json").stdout.strip() == "[]"
