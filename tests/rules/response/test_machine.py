"""Any order of steps, right or wrong: the promises of a crisis record hold."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rules.response import statements, steps, updates
from rules.response.updates import AGAIN, EVERY, FIRST, Told
from storage.errors import Conflict
from storage.records import Incident, Response
from storage.sqlite.codec import dumps, loads
from tests.worlds.alerts import NOW

INCIDENT = Incident(id=1, key="all", route="all", title="Acme", severity=1, opened_at=NOW)
PEOPLE = st.sampled_from(["Mia", "MIA", "Noor", "Bo"])
NAMES = st.sampled_from(["first", "second"])
Step = Callable[[Response], Response]


class Crisis(RuleBasedStateMachine):
    """Everybody tries everything; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.crisis = steps.declare(INCIDENT, 2, "Mia", NOW, statements=[("first", "We know.")])
        self.resolved = False
        self.reminded: list[tuple[datetime | None, datetime]] = []

    def attempt(self, step: Step) -> None:
        with suppress(Conflict, ValueError):
            after = step(self.crisis)
            assert not self.resolved or after.phase == "resolved"
            assert after == self.crisis or len(after.timeline) > len(self.crisis.timeline), "a step without a line"
            assert after.timeline[: len(self.crisis.timeline)] == self.crisis.timeline
            self.crisis = loads(Response, dumps(after))

    @rule(minutes=st.integers(1, 50))
    def time_passes(self, minutes: int) -> None:
        for _ in range(minutes):
            self.now += timedelta(minutes=1)
            if updates.due(self.crisis, self.now):
                self.reminded.append((self.crisis.next_update_at, self.now))
                self.crisis = updates.remind(self.crisis, self.now)

    @rule(duty=st.sampled_from([*steps.DUTIES, "cook"]), person=PEOPLE)
    def assign(self, duty: str, person: str) -> None:
        self.attempt(lambda crisis: steps.assign(crisis, duty, person, "Mia", self.now))

    @rule(phase=st.sampled_from([*steps.PHASES, "later"]), note=st.sampled_from(["", "again"]))
    def move(self, phase: str, note: str) -> None:
        self.attempt(lambda crisis: steps.move(crisis, phase, "Mia", self.now, note))

    @rule(severity=st.integers(0, 4))
    def grade(self, severity: int) -> None:
        self.attempt(lambda crisis: steps.grade(crisis, severity, "Mia", self.now))

    @rule(who=PEOPLE)
    def update(self, who: str) -> None:
        told = Told(status="s", scope="s", actions="a")
        self.attempt(lambda crisis: updates.post(crisis, told, who, self.now))

    @rule(name=NAMES, who=PEOPLE, text=st.sampled_from(["Words", "Of {what}", ""]))
    def draft(self, name: str, who: str, text: str) -> None:
        self.attempt(lambda crisis: statements.draft(crisis, name, text, who, self.now))

    @rule(name=NAMES, who=PEOPLE, text=st.sampled_from(["Other words", "Of {what}", ""]))
    def edit(self, name: str, who: str, text: str) -> None:
        self.attempt(lambda crisis: statements.edit(crisis, name, text, who, self.now))

    @rule(name=NAMES, who=PEOPLE)
    def approve(self, name: str, who: str) -> None:
        self.attempt(lambda crisis: statements.approve(crisis, name, who, self.now))

    @rule(name=NAMES, who=PEOPLE)
    def use(self, name: str, who: str) -> None:
        self.attempt(lambda crisis: statements.use(crisis, name, who, self.now))

    @rule(on=st.booleans())
    def publishing(self, on: bool) -> None:
        step = steps.resume if on else steps.pause
        self.attempt(lambda crisis: step(crisis, "Mia", self.now))

    @rule(sure=st.integers(0, 9))
    def resolve(self, sure: int) -> None:
        if sure == 0:  # seldom, so that most runs are long
            self.attempt(lambda crisis: steps.resolve(crisis, "Over.", "Mia", self.now))
            self.resolved = self.resolved or self.crisis.phase == "resolved"

    @rule()
    def close(self) -> None:
        self.attempt(lambda crisis: steps.close(crisis, "Mia", self.now))

    @invariant()
    def a_statement_took_two(self) -> None:
        for one in self.crisis.statements:
            assert one.used_at is None or one.approved_by
            assert one.approved_by is None or one.approved_by.casefold() != one.drafted_by.casefold()

    @invariant()
    def a_crisis_always_owes_an_update_until_it_is_over(self) -> None:
        due = self.crisis.next_update_at
        if self.crisis.phase == "resolved":
            assert (due, self.crisis.paused) == (None, False)
        else:
            assert due is not None
            last = self.crisis.updates[-1].at if self.crisis.updates else None
            assert due <= max(last + max(EVERY.values()) if last else NOW + max(FIRST.values()), self.now + FIRST[3])

    @invariant()
    def nobody_is_reminded_before_the_promise_or_too_often(self) -> None:
        for promise, at in self.reminded:
            assert promise is not None
            assert promise <= at
        moments = {promise: [at for each, at in self.reminded if each == promise] for promise, _ in self.reminded}
        for several in moments.values():
            assert all(later - earlier >= AGAIN for earlier, later in pairwise(several))

    @invariant()
    def only_what_is_over_is_closed(self) -> None:
        assert self.crisis.closed_at is None or self.crisis.phase == "resolved"


TestCrisis = Crisis.TestCase
TestCrisis.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
