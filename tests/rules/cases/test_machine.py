"""Whatever happens to a case in whatever order, it is in one state and what it says of itself agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rules.cases import events
from rules.cases.events import Event, Tell
from rules.cases.steps import step, undone
from storage.errors import Conflict
from storage.records import Case

START = datetime(2026, 3, 3, 9, tzinfo=UTC)
PEOPLE = st.sampled_from(["Mia", "Bo", "Noor"])
SPANS = st.integers(1, 5000).map(lambda minutes: timedelta(minutes=minutes))
TEXTS = st.sampled_from(["We are sorry.", "We look into it.", ""])


class Life(RuleBasedStateMachine):
    """One case, its people, and time that passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.case = Case(lead=1, reason="Complaints", filed_at=START)
        self.before: Case | None = None

    def happens(self, event: Event) -> None:
        before = self.case
        try:
            self.case, effects = step(before, event, self.now)
        except (Conflict, ValueError):
            return
        self.before = before
        assert self.case.history[: len(before.history)] == before.history
        assert self.case.version == before.version
        if self.case == before:
            assert effects == ()
        if isinstance(event, events.Came):
            assert self.case.status not in ("closed", "on hold")
            assert self.case.assignee == before.assignee
        if before.answers:
            assert self.case.answers[0] == before.answers[0]
        assert all(effect.what for effect in effects)
        assert all(effect.person or effect.team for effect in effects if isinstance(effect, Tell))

    @rule(span=SPANS)
    def time_passes(self, span: timedelta) -> None:
        self.now += span

    @rule(span=SPANS, author=st.sampled_from(["esme", ""]))
    def message(self, span: timedelta, author: str) -> None:
        self.happens(events.Came(author=author, due_at=self.now + span))

    @rule()
    def copy_and_waking(self) -> None:
        self.happens(events.Copied())
        self.happens(events.Woken())

    @rule(who=PEOPLE)
    def take(self, who: str) -> None:
        self.happens(events.Taken(who=who))

    @rule(who=PEOPLE, to=st.one_of(st.none(), PEOPLE), team=st.sampled_from([None, "care"]))
    def assign(self, who: str, to: str | None, team: str | None) -> None:
        self.happens(events.Assigned(who=who, to=to, team=team))

    @rule(who=PEOPLE, span=st.one_of(st.none(), SPANS))
    def hold(self, who: str, span: timedelta | None) -> None:
        self.happens(events.Held(who=who, until=self.now + span if span else None))

    @rule(who=PEOPLE)
    def close(self, who: str) -> None:
        self.happens(events.Closed(who=who))

    @rule(who=PEOPLE)
    def reopen(self, who: str) -> None:
        self.happens(events.Reopened(who=who))

    @rule(who=PEOPLE, text=TEXTS)
    def draft(self, who: str, text: str) -> None:
        self.happens(events.Drafted(who=who, text=text))

    @rule(who=PEOPLE, text=TEXTS)
    def approve(self, who: str, text: str) -> None:
        self.happens(events.Approved(who=who, text=text))

    @rule(who=PEOPLE, approval=st.booleans())
    def answer(self, who: str, approval: bool) -> None:
        draft = self.case.draft
        count = len(self.case.answers)
        self.happens(events.Answered(who=who, approval=approval))
        if approval and len(self.case.answers) > count:
            assert draft
            assert draft.approved_by not in (None, draft.by)

    @rule(who=PEOPLE, add=st.lists(st.sampled_from(["lid", "app"])), remove=st.lists(st.sampled_from(["lid", "app"])))
    def tags(self, who: str, add: list[str], remove: list[str]) -> None:
        self.happens(events.Tagged(who=who, add=tuple(add), remove=tuple(remove)))

    @rule(who=PEOPLE, doubt=st.booleans())
    def others(self, who: str, doubt: bool) -> None:
        self.happens(events.Seen(who=who))
        self.happens(events.Noted(who=who, text="note"))
        self.happens(events.Corrected(who=who, what="sentiment: neutral", doubt=doubt))
        self.happens(events.Promised(who=who, due_at=self.now + timedelta(hours=1)))

    @precondition(lambda self: self.before is not None)
    @rule(who=PEOPLE)
    def undo(self, who: str) -> None:
        assert self.before
        assert (
            self.case == self.before or self.case.mark != self.before.mark or self.case.history == self.before.history
        )
        back, _ = undone(self.case, self.before, "it", who, self.now)
        assert replace(back, history=()) == replace(self.before, history=(), version=self.case.version)
        assert back.history[:-1] == self.case.history
        self.case, self.before = back, None

    @invariant()
    def what_it_says_agrees(self) -> None:
        case = self.case
        assert (case.status == "closed") == (case.closed_at is not None)
        assert case.until is None or case.status == "on hold"
        assert case.status != "closed" or (case.due_at is None and not case.news)
        assert len(set(case.tags)) == len(case.tags)
        if case.draft and case.draft.approved_by:
            assert case.draft.approved_by != case.draft.by


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
