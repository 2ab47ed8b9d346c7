"""What comes finds its case: by rules in order, by its conversation, as a copy; and what was put off comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from listener.app import App
from listener.config.loading import load
from listener.pipeline.inbox import file_cases
from rules.cases import events
from rules.cases.steps import step
from storage.errors import ConfigError
from storage.records import Author
from tests.worlds.desk import HOUR, INBOX, come, desk, read, said, waiting
from tests.worlds.incidents import NOW

STORY = "The lid of my acme kettle burst while I was pouring and now there is hot water all over my kitchen floor today"


async def close(app: App, id: int | None) -> None:
    case = app.store.case(id or 0)
    assert case
    await app.write(app.store.commit_cases, [step(case, events.Closed(who="Mia"), app.clock.now())[0]])


async def test_the_first_rule_decides_and_says_why(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, clock):
        loud = Author(handle="loud", name="Loud", followers=6000)
        await come(
            app,
            said(1, "acme lid broke", author=loud),
            said(2, "acme is fine", author=loud),
            said(3, "acme is fine"),
            said(4, "acme lid special", author=Author(handle="AcmeShop")),
        )
        lid, fine = waiting(app)
        assert (lid.reason, lid.assignee, lid.tags) == ("Lids: “lid” · answer within 1 hour", "Mia", ("lid",))
        assert lid.due_at == clock.now() + HOUR
        assert (fine.reason, fine.team, fine.due_at) == ("Loud people: “acme” · 6,000 followers", "care", None)
        assert fine.brands == ("Acme",)
        await file_cases(app)
        assert len(waiting(app)) == 2


async def test_a_rule_about_readings_waits_for_them_and_a_doubt_is_shown_until_it_is_gone(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        app.config = replace(app.config, classify=app.config.classify.model_copy(update={"enabled": True}))
        await come(app, said(1, "acme does not work"), said(2, "acme lid broke"))
        assert [each.rule for each in waiting(app)] == ["Lids"]
        await read(app, intent="complaint", doubt=("sentiment",))
        assert [each.reason for each in waiting(app)] == [
            "Lids: “lid” · answer within 1 hour",
            "Complaints: complaint, negative · answer within 4 hours",
        ]
        assert all(each.doubt for each in waiting(app))


async def test_history_is_no_work(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"), live=False)
        assert waiting(app) == []


async def test_copies_of_a_story_are_one_row_and_open_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, STORY))
        await come(app, said(2, STORY), said(3, STORY))
        [one] = waiting(app)
        assert app.store.case_sizes([one.id or 0]) == {one.id: (1, 2)}
        await close(app, one.id)
        await come(app, said(4, STORY))
        assert waiting(app) == []


async def test_copies_in_one_poll_are_one_row(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, STORY), said(2, STORY))
        [one] = waiting(app)
        assert app.store.case_sizes([one.id or 0]) == {one.id: (1, 1)}


@pytest.mark.parametrize("how", [{"parent_id": "n1"}, {"thread_id": "n1"}, {"thread_id": "t", "parent_id": "n1"}])
async def test_a_new_message_of_the_conversation_opens_it_again_for_its_assignee(
    tmp_path: Path, how: dict[str, str]
) -> None:
    async with desk(tmp_path) as (app, clock):
        await come(app, said(1, "acme lid broke", thread_id=how.get("thread_id", "n1")))
        [one] = waiting(app)
        await close(app, one.id)
        clock.move_to(NOW + timedelta(days=1))
        await come(app, said(2, "acme, anybody?", **how))
        [back] = waiting(app, assignee="Mia")
        assert (back.id, back.status, back.due_at) == (one.id, "open", clock.now() + HOUR)
        assert back.news == "a new message by Person 2; it was closed"
        assert app.store.case_sizes([one.id or 0]) == {one.id: (2, 0)}


async def test_the_same_number_in_another_source_is_another_conversation(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(app, said(1, "acme lid broke"))
        await come(app, said(9, "acme Deckel kaputt", parent_id="n1"), source="elsewhere")
        assert len(waiting(app)) == 2


async def test_our_own_answer_opens_nothing_and_is_no_work(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        ours = Author(handle="ACME", followers=9000)
        await come(app, said(1, "acme lid broke"))
        [one] = waiting(app)
        await close(app, one.id)
        await come(app, said(2, "acme is sorry", author=ours, parent_id="n1"), said(3, "acme lid news", author=ours))
        assert waiting(app) == []
        assert app.store.case_sizes([one.id or 0]) == {one.id: (2, 0)}


async def test_people_for_whom_one_hurries_are_marked(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, _):
        await come(
            app,
            said(1, "acme lid broke", author=Author(handle="STAR")),
            said(2, "acme lid too", author=Author(handle="big", followers=100_000)),
            said(3, "acme lid as well"),
        )
        assert sorted(each.vip for each in waiting(app)) == [False, True, True]


async def test_what_was_put_off_comes_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, clock):
        await come(app, said(1, "acme lid broke"))
        [one] = waiting(app)
        held, _ = step(one, events.Held(who="Mia", until=NOW + HOUR), NOW)
        await app.write(app.store.commit_cases, [held])
        await file_cases(app)
        assert waiting(app) == []
        await clock.sleep(3700)
        await file_cases(app)
        [back] = waiting(app)
        assert (back.status, back.assignee) == ("open", "Mia")


async def test_a_new_rule_starts_now(tmp_path: Path) -> None:
    async with desk(tmp_path, "") as (app, _):
        await come(app, said(1, "acme lid broke"))
        with app.config.path.open("a", encoding="utf-8") as file:
            file.write(INBOX)
        app.adopt(load(app.config.path))
        await come(app, said(2, "acme Deckel kaputt"))
        [one] = waiting(app)
        assert one.reason.startswith("Lids: “Deckel”")


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ('[[inbox]]\nname = "x"\nexpression = "intent:complaint AND ("', "expression"),
        ('[[inbox]]\nname = "x"\nexpression = "lid"\nassignee = "Mai"', 'did you mean "Mia"'),
        ('[[inbox]]\nname = "x"\nexpression = "lid"\nassignee = "Olga"', "observer"),
        ('[[inbox]]\nname = "x"\nexpression = "lid"\nteam = "car"', 'did you mean "care"'),
        ('[[inbox]]\nname = "x"\nbrands = ["Acne"]', 'did you mean "Acme"'),
        ('[[inbox]]\nname = "Lids"\nexpression = "lid"', "Lids"),
        ('[[replies]]\nname = "x"\ntext = "{nam}"', "nothing fills"),
        ('[[teams]]\nname = "x"\npeople = ["Olga"]', "observer"),
    ],
)
async def test_what_stands_for_nothing_is_told_with_what_was_meant(tmp_path: Path, wrong: str, what: str) -> None:
    with pytest.raises(ConfigError) as told:
        async with desk(tmp_path, f"{INBOX}\n{wrong}\n"):
            pass
    assert what in str(told.value)
