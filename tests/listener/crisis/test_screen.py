"""The one screen of a crisis manager: what is due stands out, as does a duty nobody has; nothing hostile gets in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from listener.crisis.screen import screen, state
from rules.response import steps
from storage.records import Incident, Task, TimelineEntry
from tests.worlds.alerts import NOW

MINUTE = timedelta(minutes=1)
INCIDENT = Incident(id=3, key="all", route="all", title="Acme burns", severity=1, opened_at=NOW - 5 * MINUTE)
TASKS = [Task(text="Look", owner="support"), Task(text="Speak", owner="lead"), Task(text="Think")]
CRISIS = steps.declare(INCIDENT, 1, "Mia", NOW, tasks=TASKS)


def shown(minutes: int = 1, *, whole: bool = False, **changes: object) -> str:
    crisis = replace(CRISIS, **changes)  # type: ignore[arg-type]
    return screen(crisis, INCIDENT, NOW + minutes * MINUTE, ZoneInfo("Europe/Berlin"), whole=whole)


def test_the_clock_and_what_is_due_come_first() -> None:
    assert shown(5).splitlines()[0] == "Crisis 3 · severity 1 · investigating · 5 minutes"
    assert "Next update due in 10 minutes." in shown(5)
    assert "UPDATE OVERDUE for 4 minutes: listener crisis update 3" in shown(19)


def test_times_are_told_in_the_readers_zone() -> None:
    assert f"{NOW.astimezone(ZoneInfo('Europe/Berlin')):%H:%M}" in shown()
    assert f"{NOW.astimezone(UTC):%H:%M}" not in shown()


def test_open_tasks_stand_under_their_owners_and_a_role_without_a_person_is_seen() -> None:
    text = shown()
    assert "  lead (Mia)\n     2  [ ] Speak" in text
    assert "  support (nobody has this duty yet)\n     1  [ ] Look" in text
    assert "  nobody's yet\n     3  [ ] Think" in text
    assert "legal         nobody (checks what is said" in text


def test_what_is_done_is_hidden_until_asked_for() -> None:
    done = steps.finish(CRISIS, 1, "Bo", NOW)
    assert "Look" not in shown(tasks=done.tasks)
    assert "[x Bo] Look" in shown(tasks=done.tasks, whole=True)
    assert "Tasks (1 of 3 done)" in shown(tasks=done.tasks)


def test_a_long_timeline_is_cut_at_its_old_end() -> None:
    log = tuple(TimelineEntry(at=NOW + number * MINUTE, kind="note", what=f"line {number}.") for number in range(30))
    text = shown(timeline=log)
    assert "line 29." in text
    assert "line 3." not in text
    assert "18 earlier ones with --all" in text
    assert "line 3." in shown(timeline=log, whole=True)


def test_a_drill_says_so_first() -> None:
    assert shown(drill=True).startswith("DRILL · Crisis 3")


def test_after_the_end_the_evaluation_is_what_is_due() -> None:
    over = steps.resolve(CRISIS, "Over.", "Mia", NOW)
    assert "evaluation is due in 47 hours" in state(over, NOW + 60 * MINUTE)
    assert "evaluation is overdue for 24 hours" in state(over, NOW + timedelta(days=3))
    assert state(steps.close(over, "Mia", NOW), NOW) == "The evaluation is finished."


def test_text_from_outside_steers_no_terminal() -> None:
    noted = steps.note(CRISIS, "red \x1b[31m and\nlines", "Mia", NOW)
    assert "\x1b" not in shown(timeline=noted.timeline)
