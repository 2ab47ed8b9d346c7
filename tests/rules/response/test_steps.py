"""A crisis record: who may do what, and what each step says to the person whom it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.response import statements, steps, updates
from rules.response.updates import Told
from storage.errors import Conflict
from storage.records import Incident, Response, Task
from storage.sqlite.codec import dumps, loads
from tests.worlds.alerts import NOW

MINUTE = timedelta(minutes=1)
INCIDENT = Incident(id=3, key="all", route="all", title="Acme burns", severity=1, opened_at=NOW - 5 * MINUTE)
TOLD = Told(status="Down since 12:00", scope="All customers", actions="Restarting")


def declared(severity: int = 1) -> Response:
    crisis = steps.declare(
        INCIDENT,
        severity,
        "Mia",
        NOW,
        playbook="outage",
        tasks=[Task(text="Look", section="First", owner="support"), Task(text="Speak", section="First", owner="lead")],
        statements=[("first", "We know.")],
    )
    return steps.assign(crisis, "legal", "Noor", "Mia", NOW)


def test_who_declares_leads_and_publishing_is_paused() -> None:
    crisis = declared()
    assert crisis.duties == {"lead": "Mia", "legal": "Noor"}
    assert crisis.paused
    assert "declared a crisis of severity 1" in crisis.timeline[0].what


@pytest.mark.parametrize(("severity", "first", "every"), [(1, 15, 30), (2, 30, 60), (3, 120, 240)])
def test_the_rhythm_of_updates_follows_the_severity(severity: int, first: int, every: int) -> None:
    crisis = declared(severity)
    assert crisis.next_update_at == NOW + first * MINUTE
    later = updates.post(crisis, TOLD, "Mia", NOW + 10 * MINUTE)
    assert later.next_update_at == NOW + (10 + every) * MINUTE


def test_an_update_names_its_four_parts_and_the_next_one() -> None:
    text = updates.post(declared(), TOLD, "Mia", NOW).updates[0].text
    assert [line.partition(":")[0] for line in text.splitlines()] == [
        "Status", "Scope", "Actions", "Workaround", "Next update",
    ]  # fmt: skip
    assert f"{NOW + 30 * MINUTE:%H:%M} UTC" in text
    assert "none known yet" in text


def test_an_update_may_promise_the_next_one_sooner_but_not_later() -> None:
    sooner = updates.post(declared(), TOLD, "Mia", NOW, wait=10 * MINUTE)
    assert sooner.next_update_at == NOW + 10 * MINUTE
    with pytest.raises(ValueError, match="within 30 minutes"):
        updates.post(declared(), TOLD, "Mia", NOW, wait=31 * MINUTE)


def test_the_lead_is_reminded_at_the_promise_and_every_quarter_of_an_hour() -> None:
    crisis, reminded = declared(), []
    for minute in range(60):
        if updates.due(crisis, NOW + minute * MINUTE):
            crisis = updates.remind(crisis, NOW + minute * MINUTE)
            reminded.append(minute)
    assert reminded == [15, 30, 45]
    answered = updates.post(crisis, TOLD, "Mia", NOW + 60 * MINUTE)
    assert not updates.due(answered, NOW + 89 * MINUTE)
    assert updates.due(answered, NOW + 90 * MINUTE)


def test_a_clock_set_back_silences_no_reminder() -> None:
    crisis = updates.remind(declared(), NOW + timedelta(days=2))
    assert updates.due(crisis, NOW + 16 * MINUTE)


def test_a_higher_severity_brings_the_next_update_forward_and_a_lower_one_keeps_the_promise() -> None:
    crisis = declared(3)
    urgent = steps.grade(crisis, 1, "Mia", NOW + MINUTE)
    assert urgent.next_update_at == NOW + 16 * MINUTE
    assert steps.grade(urgent, 3, "Mia", NOW + 2 * MINUTE).next_update_at == NOW + 16 * MINUTE


def test_nobody_approves_their_own_statement_whatever_the_capitals() -> None:
    with pytest.raises(ValueError, match="mia wrote"):
        statements.approve(declared(), "first", "mia", NOW)


def test_an_approver_holds_a_role_that_may() -> None:
    crisis = steps.assign(declared(), "social", "Bo", "Mia", NOW)
    with pytest.raises(ValueError, match=r"ask Noor \(legal\)"):
        statements.approve(crisis, "first", "Bo", NOW)
    assert statements.approve(crisis, "first", "Noor", NOW).statements[0].approved_by == "Noor"


def test_with_nobody_else_there_the_person_is_told_to_name_somebody() -> None:
    alone = steps.declare(INCIDENT, 1, "Mia", NOW, statements=[("first", "We know.")])
    with pytest.raises(ValueError, match="give somebody else the duty"):
        statements.use(alone, "first", "Mia", NOW)


def test_nobody_releases_changes_or_publishes_words_that_they_have_not_read() -> None:
    read = statements.mark(declared().statements[0].text)
    changed = statements.draft(declared(), "first", "Other words.", "Bo", NOW, read)
    with pytest.raises(Conflict, match='"first" has other words by now, of Bo; read them first'):
        statements.approve(changed, "first", "Noor", NOW, (), read)
    with pytest.raises(Conflict, match="other words by now"):
        statements.draft(changed, "first", "Mine.", "Mia", NOW, read)
    approved = statements.approve(changed, "first", "Noor", NOW, (), statements.mark("Other words."))
    with pytest.raises(Conflict, match="other words by now"):
        statements.use(approved, "first", "Mia", NOW, read=read)


def test_a_statement_with_blanks_is_not_approved() -> None:
    crisis = statements.draft(declared(), "second", "It is {cause}.", "Mia", NOW)
    with pytest.raises(ValueError, match=r"\{cause\}"):
        statements.approve(crisis, "second", "Noor", NOW)


def test_an_approver_is_asked_again_but_not_at_once() -> None:
    asked = statements.ask(declared(), "first", "noor", "Mia", NOW)
    assert statements.named(asked, "first").asked == {"Noor": NOW}
    assert asked.timeline[-1].what == 'asked Noor to approve "first"'
    with pytest.raises(Conflict, match=r"Noor was asked at .*; once in 5 minutes"):
        statements.ask(asked, "first", "Noor", "Bo", NOW + 4 * MINUTE)
    rewritten = statements.draft(asked, "first", "New words", "Mia", NOW + 4 * MINUTE)
    with pytest.raises(Conflict, match="once in 5 minutes"):
        statements.ask(rewritten, "first", "Noor", "Mia", NOW + 4 * MINUTE)
    again = statements.ask(loads(Response, dumps(rewritten)), "first", "Noor", "Bo", NOW + 5 * MINUTE)
    assert again.timeline[-1].what == 'asked Noor again to approve "first"'
    set_back = statements.ask(again, "first", "Noor", "Bo", NOW - 60 * MINUTE)
    assert statements.named(set_back, "first").asked == {"Noor": NOW - 60 * MINUTE}


def test_only_who_may_approve_is_asked_and_only_while_it_waits() -> None:
    for whom in ("Mia", "Bo"):
        with pytest.raises(ValueError, match=rf'{whom} cannot approve "first"; ask Noor \(legal\)'):
            statements.ask(declared(), "first", whom, "Mia", NOW)
    with pytest.raises(ValueError, match=r"still waits for \{telephone\}"):
        statements.ask(statements.draft(declared(), "b", "Call {telephone}", "Mia", NOW), "b", "Noor", "Mia", NOW)
    with pytest.raises(Conflict, match="already approved by Noor"):
        statements.ask(statements.approve(declared(), "first", "Noor", NOW), "first", "Noor", "Mia", NOW)


def test_new_words_lose_the_approval_of_the_old_ones() -> None:
    crisis = statements.approve(declared(), "first", "Noor", NOW)
    again = statements.draft(crisis, "first", "We know more.", "Mia", NOW)
    assert again.statements[0].approved_by is None
    assert "approval of Noor no longer holds" in again.timeline[-1].what


def test_a_statement_is_published_once() -> None:
    crisis = statements.use(statements.approve(declared(), "first", "Noor", NOW), "first", "Mia", NOW)
    with pytest.raises(Conflict, match="already published"):
        statements.use(crisis, "first", "Mia", NOW)
    with pytest.raises(Conflict, match="another name"):
        statements.draft(crisis, "first", "Other words", "Mia", NOW)


def test_going_back_a_phase_needs_a_reason() -> None:
    crisis = steps.move(declared(), "monitoring", "Mia", NOW)
    with pytest.raises(ValueError, match="needs a note"):
        steps.move(crisis, "investigating", "Mia", NOW)
    back = steps.move(crisis, "investigating", "Mia", NOW, "It is down again")
    assert back.timeline[-1].what == "investigating, after monitoring: It is down again"


def test_the_end_says_what_was_said() -> None:
    with pytest.raises(ValueError, match="resolve"):
        steps.move(declared(), "resolved", "Mia", NOW)
    with pytest.raises(ValueError, match="empty"):
        steps.resolve(declared(), "  ", "Mia", NOW)
    over = steps.resolve(declared(), "It works again.", "Mia", NOW)
    assert (over.phase, over.paused, over.next_update_at) == ("resolved", False, None)
    assert over.updates[-1].text == "It works again."


def test_after_the_end_there_is_only_the_evaluation() -> None:
    over = steps.resolve(declared(), "It works again.", "Mia", NOW)
    with pytest.raises(Conflict, match="resolved"):
        steps.pause(over, "Mia", NOW)
    with pytest.raises(ValueError, match="owner"):
        steps.act(over, "Second line", " ", "Mia", NOW)
    closed = steps.close(steps.act(over, "Second line", "Bo", "Mia", NOW), "Mia", NOW)
    with pytest.raises(Conflict, match="closed"):
        steps.act(closed, "Third line", "Bo", "Mia", NOW)
    assert steps.finish_action(closed, 1, "Bo", NOW).actions[0].done_by == "Bo"


def test_what_is_not_done_is_counted_at_the_end_and_when_the_record_is_closed() -> None:
    over = steps.resolve(steps.finish(declared(), 1, "Bo", NOW), "Over.", "Mia", NOW)
    closed = steps.close(steps.act(over, "A second supplier", "Bo", "Mia", NOW), "Mia", NOW)

    assert closed.timeline[-1].what == "closed after the evaluation; not done: 1 task, 1 action"
    assert next(one.what for one in over.timeline if one.kind == "resolved").endswith("; not done: 1 task")
    assert steps.undone(closed.tasks) == [(2, over.tasks[1])]


def test_nothing_is_named_where_all_is_done() -> None:
    crisis = steps.finish(steps.finish(declared(), 1, "Bo", NOW), 2, "Bo", NOW)
    closed = steps.close(steps.resolve(crisis, "Over.", "Mia", NOW), "Mia", NOW)

    assert closed.timeline[-1].what == "closed after the evaluation"


def test_every_line_of_a_drill_says_that_it_is_one_and_a_note_stays_as_it_was_written() -> None:
    drill = steps.declare(replace(INCIDENT, drill=True), 1, "Mia", NOW)
    drill = steps.note(steps.pause(steps.resume(drill, "Mia", NOW), "Mia", NOW), "called Bo", "Mia", NOW)
    drill = steps.resolve(statements.draft(drill, "a", "b", "Mia", NOW), "Over.", "Mia", NOW)

    assert [one.what for one in drill.timeline if "in this exercise" not in one.what] == ["called Bo"]
    assert not any("exercise" in one.what for one in steps.pause(declared(), "Mia", NOW).timeline)


def test_a_record_is_not_closed_while_the_crisis_goes_on() -> None:
    with pytest.raises(ValueError, match="investigating"):
        steps.close(declared(), "Mia", NOW)


def test_a_task_is_done_once_and_taken_by_name() -> None:
    crisis = steps.finish(steps.take(declared(), 1, "Bo", NOW), 1, "Bo", NOW)
    assert (crisis.tasks[0].owner, crisis.tasks[0].done_by) == ("Bo", "Bo")
    with pytest.raises(Conflict, match="done by Bo"):
        steps.finish(crisis, 1, "Mia", NOW)
    with pytest.raises(ValueError, match="from 1 to 2"):
        steps.finish(crisis, 3, "Mia", NOW)


def test_a_record_survives_the_store() -> None:
    crisis = statements.approve(updates.post(declared(), TOLD, "Mia", NOW), "first", "Noor", NOW)
    crisis = steps.act(steps.resolve(steps.finish(crisis, 1, "Bo", NOW), "Over.", "Mia", NOW), "More", "Bo", "Mia", NOW)
    assert loads(Response, dumps(crisis)) == crisis


def test_variables_are_filled_by_whoever_knows_them_and_the_promise_at_the_end() -> None:
    crisis = statements.draft(declared(), "second", "It is {cause}. More by {next_update}.", "Mia", NOW)
    crisis = statements.complete(crisis, "second", {"cause": "a cable"}, "Bo", NOW)
    crisis = statements.approve(crisis, "second", "Noor", NOW)
    crisis = updates.post(crisis, TOLD, "Mia", NOW + 10 * MINUTE)
    used = statements.use(crisis, "second", "Mia", NOW + 11 * MINUTE)
    assert used.statements[-1].text == f"It is a cable. More by {NOW + 40 * MINUTE:%H:%M} UTC."


def test_a_drill_that_nobody_ended_stops_reminding() -> None:
    drill = steps.declare(replace(INCIDENT, drill=True), 1, "Mia", NOW)
    assert updates.due(drill, NOW + 20 * MINUTE)
    assert not updates.due(drill, NOW + 5 * 60 * MINUTE)
    assert updates.due(declared(), NOW + 5 * 60 * MINUTE)


def test_a_tick_is_taken_back() -> None:
    crisis = steps.unfinish(steps.finish(declared(), 1, "Bo", NOW), 1, "Mia", NOW)
    assert (crisis.tasks[0].done_by, crisis.tasks[0].done_at) == (None, None)
    assert crisis.timeline[-1].what.startswith("not done after all: ")
    with pytest.raises(Conflict, match="task 1 is open"):
        steps.unfinish(crisis, 1, "Mia", NOW)
