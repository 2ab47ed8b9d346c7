"""Playbooks are read as people write them, and written back with what was done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.response.playbook import fill, parse, written
from storage.records import Task
from tests.worlds.alerts import NOW

TEXT = """# Fire

Use it when it burns. Do not
use it otherwise.

## At once
- [ ] Call the brigade (support)
* [x] Count everybody
- no box, only a remark

## Never say
- "It was the intern."

## Holding statements

### First
> {brand} burns since
> {when}.
>
> More at {page}.

### Empty

## Drill
Posts: 140
Usually: 4
- {brand} burns, say 90 posts, usually 2
- "Smoke over {brand}"
"""
WORDS = st.text("abcdefgh äß,.:;-“” ", min_size=1, max_size=30).map(str.strip).filter(bool)
TASKS = st.lists(
    st.builds(
        Task,
        text=WORDS,
        section=WORDS,
        owner=st.none() | WORDS,
        done_by=st.none(),
        done_at=st.none(),
    ),
    max_size=8,
)


def test_a_playbook_is_read() -> None:
    found = parse("fire", TEXT)
    assert (found.title, found.purpose) == ("Fire", "Use it when it burns. Do not use it otherwise.")
    assert [(task.section, task.text, task.owner) for task in found.tasks] == [
        ("At once", "Call the brigade", "support"),
        ("At once", "Count everybody", None),
    ]
    assert found.statements == (("First", "{brand} burns since {when}.\n\nMore at {page}."),)
    assert found.never == ('"It was the intern."',)
    assert found.scenario == ("{brand} burns, say 90 posts, usually 2", '"Smoke over {brand}"')
    assert (found.posts, found.usually) == (140, 4), "as its lines say, and not as the headline does"


def test_variables_that_are_known_are_filled_and_others_stay() -> None:
    filled = parse("fire", TEXT).filled({"brand": "Acme", "when": "12:00"})
    assert filled.statements[0][1] == "Acme burns since 12:00.\n\nMore at {page}."
    assert filled.scenario[0].startswith("Acme burns")
    assert fill("{brand}", {"brand": "{when}", "when": "x"}) == "{when}", "what is put in is not read again"


@given(TASKS)
def test_tasks_written_and_read_again_are_the_same(tasks: list[Task]) -> None:
    assert list(parse("x", written("x", tasks)).tasks) == tasks


def test_a_task_that_is_done_has_its_box_checked_and_says_who() -> None:
    done = Task(text="Call", section="At once", owner="support", done_by="Bo", done_at=NOW.replace(day=3))
    text = written("Fire", [done])
    assert "- [x] Call — done by Bo on 3 Mar 12:00 UTC (support)" in text
    for one in (text, text.replace("on 3 Mar", "at 03 Mar")):
        assert parse("fire", one).tasks == (Task(text="Call", section="At once", owner="support"),), "as once written"


@given(st.text(max_size=300))
def test_whatever_is_written_is_read(text: str) -> None:
    assert parse("any", text).text == text
