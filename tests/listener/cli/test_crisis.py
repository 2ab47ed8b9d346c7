"""A crisis led from the command line, on a real store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds import terminal

pytestmark = pytest.mark.usefixtures("one_incident")
FIRST = "We are looking into it"


def run(*words: str, code: int = 0, text: str | None = None) -> str:
    return terminal.run("crisis", *words, code=code, text=text).output


def declared() -> None:
    run("declare", "1", "--severity", "1", "--playbook", "outage", "--set", "status_page=status.acme.example")


def record() -> dict:
    return json.loads(run("show", "1", "--json"))


def test_from_declaration_to_evaluation() -> None:
    declared()
    run("duty", "1", "legal", "Noor")
    assert "nothing reaches Noor" in run("statement", "ask", "1", FIRST, "--to", "Noor", code=1)
    run("statement", "approve", "1", FIRST, "--who", "Noor")
    words = run("statement", "use", "1", FIRST)
    assert "Acme has not been working as it should since" in words
    assert "Updates: status.acme.example" in words
    assert "{" not in words
    told = run("update", "1", "--status", "Cause found", "--scope", "All", "--actions", "Rolling back")
    assert "Workaround: none known yet" in told
    run("phase", "1", "identified")
    run("task", "1", "1", "--done", "--who", "Bo")
    run("note", "1", "The ministry called")
    ended = run("resolve", "1", "--said", "It works again").splitlines()
    assert ended[0].endswith("tasks")
    assert ended[ended.index("Tasks that are not done") + 2].lstrip().startswith("2  [ ] ")
    assert max(map(len, ended)) < 200
    run("action", "1", "A second line", "--owner", "Bo")
    assert run("close", "1").splitlines()[-2:] == ["Actions that are not done", "     1  [ ] A second line (Bo)"]
    screen = run("show", "1", "--all")
    for words in ("resolved", "Noor", "The ministry called", "[x Bo]", "A second line (Bo)", "evaluation is finished"):
        assert words in screen
    assert run("list") == "No crisis goes on.\n"
    assert "resolved" in run("list", "--all")


def test_declaring_takes_the_incident_and_pauses_publishing() -> None:
    declared()
    screen = run("show", "1")
    assert "the incident is acknowledged" in screen
    assert "Publishing is paused." in screen
    assert "Next update due in 1" in screen
    assert "Publishing is paused." not in run("resume", "1") + run("show", "1")
    run("pause", "1")
    assert "Publishing is paused." in run("show", "1")


def test_nobody_approves_alone() -> None:
    declared()
    assert "somebody else has to approve" in run("statement", "approve", "1", FIRST, code=1)
    assert "is not approved" in run("statement", "use", "1", FIRST, code=1)


def test_what_is_missing_in_a_statement_is_filled_in_by_name() -> None:
    run("declare", "1", "--severity", "2", "--playbook", "outage")
    run("duty", "1", "executive", "Noor")
    assert "{status_page}" in run("statement", "approve", "1", FIRST, "--who", "Noor", code=1)
    run("statement", "edit", "1", FIRST, "--set", "status_page=status.acme.example")
    run("statement", "approve", "1", FIRST, "--who", "Noor")
    listed = run("statement", "list", "1")
    assert f'"{FIRST}": approved by Noor' in listed
    assert "Never say:\n- " in listed


def test_a_statement_comes_from_standard_input_too() -> None:
    declared()
    run("statement", "draft", "1", "second", "-", text="We know more.\n")
    assert record()["statements"][-1]["text"] == "We know more."
    assert 'a statement "second" already, of' in run("statement", "draft", "1", "Second", "Mine.", code=1)
    run("statement", "edit", "1", "second", "-", text="We know all.\n")
    assert record()["statements"][-1]["text"] == "We know all."


def test_the_parts_of_an_update_that_are_left_out_are_asked_for() -> None:
    declared()
    told = run("update", "1", text="Down\nEverybody\nLooking\n")
    assert "Scope: Everybody" in told


def test_two_declarations_and_an_unknown_incident_are_refused() -> None:
    declared()
    assert "declared by Mia" in run("declare", "1", "--severity", "1", code=1)
    assert "no incident 7" in run("declare", "7", "--severity", "1", code=1)
    assert "is no crisis" in run("note", "7", "words", code=1)


def test_a_crisis_without_a_playbook_and_with_a_misspelt_one() -> None:
    assert 'did you mean "outage"' in run("declare", "1", "--severity", "1", "--playbook", "outtage", code=1)
    run("declare", "1", "--severity", "3")
    assert record()["tasks"] == []
    run("task", "1", "--add", "Write answers")
    assert "Tasks: 0 of 1 done." in run("debrief", "1")


def test_the_checklist_is_markdown_with_boxes_checked() -> None:
    declared()
    run("task", "1", "2", "--done", "--who", "Bo")
    run("task", "1", "--add", "Call the landlord", "--owner", "support")
    run("task", "1", "3")
    boxes = run("task", "1").splitlines()
    assert sum(line.startswith("- [x]") for line in boxes) == 1
    assert "- [ ] Call the landlord (support)" in boxes
    assert any(line.endswith("(Mia)") for line in boxes), "whoever takes a task owns it"


def test_the_severity_moves_the_next_update() -> None:
    run("declare", "1", "--severity", "3")
    assert "Next update due in 1 hour" in run("show", "1") or "Next update due in 2 hours" in run("show", "1")
    assert "due in 15 minutes" in run("severity", "1", "1")


def test_playbooks_are_listed_and_printed() -> None:
    assert "data-breach" in run("playbooks")
    assert run("playbooks", "outage").startswith("# Outage")


def test_the_evaluation_is_printed_written_and_given_to_scripts(tmp_path: Path) -> None:
    declared()
    run("update", "1", "--status", "Down", "--scope", "All", "--actions", "Looking")
    run("resolve", "1", "--said", "It works again")
    run("action", "1", "A second line", "--owner", "Bo")
    assert "- [ ] A second line (Bo)" in run("debrief", "1")
    run("debrief", "1", "--markdown", "debrief.md")
    assert (tmp_path / "debrief.md").read_text(encoding="utf-8").startswith("# Debrief: Much is said\n")
    found = json.loads(run("debrief", "1", "--json"))
    assert found["seconds"]["to_first_response"] > 0
    assert found["updates"] == {"promised": 2, "on_time": 2}


def test_an_action_needs_an_owner_and_words() -> None:
    declared()
    assert "owner is empty" in run("action", "1", "A second line", code=1)
    run("action", "1", code=2)
    run("action", "1", "A second line", "--owner", "Bo")
    run("action", "1", "--done", "1")
    assert "[x Mia] A second line" in run("show", "1")
