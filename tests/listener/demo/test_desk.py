"""The demo's social team: in their hours, one thing at a time, what hurt somebody read by the lawyer first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from listener.app import App
from listener.demo.desk import answer
from storage.clock import SimulatedClock
from storage.records import Case
from tests.worlds.desk import come, desk, said

MORNING = datetime(2026, 3, 3, 8, tzinfo=UTC)
RULES = """
[[inbox]]
name = "Injuries"
expression = "burst"
due = "30m"

[[inbox]]
name = "Wants to cancel"
expression = "refund"
due = "4h"

[[inbox]]
name = "Questions"
expression = "acme"

[[replies]]
name = "Do not use the carafe"
text = "@{handle} Do not use it. {name}"

[[replies]]
name = "We look into it"
text = "@{handle} We look into it. {name}"
"""


@asynccontextmanager
async def morning(folder: Path, *texts: str, kind: str = "social") -> AsyncIterator[tuple[App, SimulatedClock]]:
    """Posts that came in the night, just before the first of the team sits down."""
    async with desk(folder, RULES) as (app, clock):
        await come(app, *(said(number, text, kind=kind) for number, text in enumerate(texts, 1)))
        clock.move_to(MORNING - timedelta(minutes=5))
        yield app, clock


async def pass_(app: App, clock: SimulatedClock, minutes: int) -> None:
    for _ in range(minutes // 5):
        clock.move_to(clock.now() + timedelta(minutes=5))
        await answer(app)
        before = app.store.cases(range(1, 20))
        await answer(app)
        assert app.store.cases(range(1, 20)) == before, "the same moment again changes nothing"


def one(app: App, id: int = 1) -> Case:
    found = app.store.case(id)
    assert found
    return found


async def test_a_post_is_taken_answered_with_its_address_and_closed_once_it_stays_quiet(tmp_path: Path) -> None:
    async with morning(tmp_path, "acme, is the mini affected?") as (app, clock):
        await answer(app)
        assert one(app).status == "new", "nobody sits there yet"
        await pass_(app, clock, 25)
        assert [each.kind for each in one(app).history] == ["filed", "taken", "draft", "answered"]
        [given] = one(app).answers
        assert (given.by, given.text) == ("Mia", "@person1 We look into it. Mia")
        assert given.url.endswith("/1#answer")
        await pass_(app, clock, 35)
        assert one(app).status == "closed"


async def test_what_hurt_somebody_waits_for_the_lawyer_and_meanwhile_the_next_is_taken(tmp_path: Path) -> None:
    async with morning(tmp_path, "my acme burst", "acme, a question") as (app, clock):
        await pass_(app, clock, 15)
        assert one(app).draft
        assert one(app).draft.approved_by == "Noor"  # type: ignore[union-attr]
        assert one(app, 2).status == "new", "one thing at a time"
        await pass_(app, clock, 30)
        assert one(app).answers[0].text.startswith("@person1 Do not use it")
        assert one(app, 2).answers


async def test_a_paper_is_read_and_not_answered(tmp_path: Path) -> None:
    async with morning(tmp_path, "acme recalls it", kind="news") as (app, clock):
        await pass_(app, clock, 20)
        assert (one(app).status, one(app).answers) == ("closed", ())


async def test_somebody_who_wants_to_leave_is_looked_at_again(tmp_path: Path) -> None:
    async with morning(tmp_path, "acme, give me a refund") as (app, clock):
        await pass_(app, clock, 60)
        assert (one(app).status, one(app).until) == ("on hold", one(app).history[-1].at + timedelta(hours=3))


async def test_at_night_everything_waits(tmp_path: Path) -> None:
    async with morning(tmp_path, "acme, a question") as (app, clock):
        clock.move_to(MORNING + timedelta(hours=14))
        await pass_(app, clock, 60)
        assert one(app).status == "new"
